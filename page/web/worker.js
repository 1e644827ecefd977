// The worker: the first message is the packed module, all others are questions.
import { engineOf } from "./engine.js";

let engine;
self.onmessage = async ({ data }) => {
  if (data.packed) {
    engine = engineOf(data.packed);
    const said = await engine.then(() => ({ ready: true }), (error) => ({ failed: String(error) }));
    return self.postMessage(said);
  }
  const ask = await engine;
  const answer = await ask(data.question, data.bytes, (done) => { self.postMessage({ number: data.number, done }); });
  self.postMessage({ number: data.number, answer }, [answer.bytes.buffer]);
};
