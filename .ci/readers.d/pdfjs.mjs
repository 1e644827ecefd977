// What pdf.js, the viewer of Firefox, sees: pdfjs.mjs FILE…
import { basename } from "node:path";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

console.warn = console.log = (...words) => {
  throw new Error(`pdf.js says: ${words.join(" ")}`);
};

function say(file, what, where, value) {
  process.stdout.write(`${basename(file)}\t${what}\t${where}\t${value}\n`);
}

async function bookmarks(file, pdf, items) {
  for (const { title, dest, items: inner } of items ?? []) {
    const target = typeof dest === "string" ? await pdf.getDestination(dest) : dest;
    say(file, "bookmark", 1 + (await pdf.getPageIndex(target[0])), title);
    await bookmarks(file, pdf, inner);
  }
}

function tags(node, counts) {
  if (node?.role) counts.set(node.role, 1 + (counts.get(node.role) ?? 0));
  for (const child of node?.children ?? []) tags(child, counts);
}

async function see(file) {
  const pdf = await getDocument({ url: file, useSystemFonts: false }).promise;
  const counts = new Map();
  for (let number = 1; number <= pdf.numPages; number++) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    say(file, "text", number, items.map((item) => item.str).join("").replace(/\s/gu, ""));
    for (const { unsafeUrl } of await page.getAnnotations()) {
      if (unsafeUrl) say(file, "link", number, unsafeUrl);
    }
    tags(await page.getStructTree(), counts);
    page.cleanup();
  }
  await bookmarks(file, pdf, await pdf.getOutline());
  for (const [role, count] of counts) say(file, "tag", role, count);
  await pdf.destroy();
}

for (const file of process.argv.slice(2)) await see(file);
