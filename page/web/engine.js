// The library as WebAssembly: questions and answers are JSON and bytes, see
// `page/src/lib.rs`. Runs in the worker, or in the page where no worker may.

const bytesOf = (text) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
};

/** Makes an engine of the packed module; `progress` is told of pupils done. */
export async function engineOf(packed, progress) {
  const stream = new Blob([bytesOf(packed)]).stream().pipeThrough(new DecompressionStream("gzip"));
  const headers = { "content-type": "application/wasm" };
  const module = await WebAssembly.compileStreaming(new Response(stream, { headers }));
  const imports = { page: { progress } };
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
  /** The answer; one that says `lost` if the instance had to be renewed. */
  return async (question, bytes) => {
    try {
      const length = exports.ask(put(question, bytes));
      const text = new TextDecoder().decode(memory(exports.answer(), length));
      const file = memory(exports.bytes(), exports.bytes_length()).slice();
      return { ...JSON.parse(text), bytes: file, memory: exports.memory.buffer.byteLength };
    } catch (error) {
      await renew();
      return { ok: false, lost: true, remarks: [], bytes: new Uint8Array() };
    }
  };
}
