// Edits files with pdf-lib, as tools in browsers do: pdf-lib.mjs SAVED COPIED FILE…
// writes each file into the folder SAVED, loaded and saved, and into COPIED, its
// pages copied into a new document.
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { PDFDocument } from "pdf-lib";

console.warn = console.error = (...words) => {
  throw new Error(`pdf-lib says: ${words.join(" ")}`);
};

const [saved, copied, ...files] = process.argv.slice(2);
for (const file of files) {
  const bytes = readFileSync(file);
  const load = () => PDFDocument.load(bytes, { throwOnInvalidObject: true });
  writeFileSync(join(saved, basename(file)), await (await load()).save());
  const [source, copy] = [await load(), await PDFDocument.create()];
  for (const page of await copy.copyPages(source, source.getPageIndices())) copy.addPage(page);
  writeFileSync(join(copied, basename(file)), await copy.save());
}
