// The worker: the first message is the packed module, all others are questions.
import { engineOf } from "./engine.js";

let engine;
let now = 0;
self.onmessage = async ({ data }) => {
  if (data.packed) {
    engine = engineOf(data.packed, (done) => self.postMessage({ number: now, done }));
    const said = await engine.then(() => ({ ready: true }), (error) => ({ failed: String(error) }));
    return self.postMessage(said);
  }
  const ask = await engine;
  now = data.number;
  const answer = await ask(data.question, data.bytes);
  self.postMessage({ number: data.number, answer }, [answer.bytes.buffer]);
};
