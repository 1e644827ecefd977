// The library as WebAssembly: questions and answers are JSON and bytes, see
// `page/src/lib.rs`. Runs in the worker, or in the page where no worker may.

// Bytes out of text as `page/assemble.py` puts them there, seven bits a letter: one
// from U+0100 on has fourteen, the first seven of which HTML would change.
const CHANGED = [0, 13, 60];
function bytesOf(text) {
  const bytes = new Uint8Array(Math.floor((text.length + text.length / 16) * 7 / 8) + 8);
  let [length, held, bits] = [0, 0, 0];
  const take = (seven) => {
    held = ((held << 7) | seven) & 0x7fff;
    bits += 7;
    if (bits >= 8) bytes[length++] = held >> (bits -= 8);
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter >= 256) take(CHANGED[(letter - 256) >> 7]);
    take(letter & 127);
  }
  return bytes.subarray(1, length - bytes[0]);
}

/** Makes an engine of the packed module. */
export async function engineOf(packed) {
  const stream = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const headers = { "content-type": "application/wasm" };
  const module = await WebAssembly.compileStreaming(new Response(stream, { headers }));
  const imports = {};
  // A crate brings the means to speak to a page along; nothing calls them.
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] ??= () => { throw new Error(name); };
  }
  let exports;
  const renew = async () => {
    exports = (await WebAssembly.instantiate(module, imports)).exports;
  };
  await renew();
  const memory = (at, length) => new Uint8Array(exports.memory.buffer, at >>> 0, length >>> 0);
  const put = (question, bytes) => {
    const json = new TextEncoder().encode(JSON.stringify(question));
    const length = json.length + (bytes ? bytes.length : 0);
    const room = memory(exports.room(length), length);
    room.set(json);
    if (bytes) room.set(bytes, json.length);
    return json.length;
  };
  /**
   * The answer; one that says `lost` if the instance had to be renewed. Between two
   * slices of the work `rest` is awaited, with how many pupils are done; if it gives
   * true, the question is given up and there is no answer.
   */
  return async (question, bytes, rest) => {
    try {
      exports.ask(put(question, bytes));
      while (!exports.go_on()) if (await rest(exports.done())) return null;
      const text = new TextDecoder().decode(memory(exports.answer(), exports.answer_length()));
      const file = memory(exports.bytes(), exports.bytes_length()).slice();
      return { ...JSON.parse(text), bytes: file, memory: exports.memory.buffer.byteLength };
    } catch (error) {
      await renew();
      return { ok: false, lost: true, remarks: [], bytes: new Uint8Array() };
    }
  };
}
