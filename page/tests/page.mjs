// What the page must do in a browser: page.mjs chromium|firefox|chromium-109 PAGE.html
// PAMYATKA ROSTER SHOTS; run by .ci/doors.d/page from the root of the repository.
// Chromium 109 ends after the lists: it shows that so old a browser can do all of this.
// PAMYATKA is the command line, whose files the page's must equal; ROSTER
// makes lists of any length; pictures of the states go to the folder SHOTS.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { axe, open } from "./browser.mjs";

const [kind, html, pamyatka, roster, shots] = process.argv.slice(2);
const work = fs.mkdtempSync(path.join(os.tmpdir(), "pamyatka-page-"));
const fixtures = "tests/fixtures";
const figures = [];
const figure = (what, value) => { figures.push(`${what}: ${value}`); console.log(`${kind}: ${what}: ${value}`); };

/** Lists with what is done about them, and how many pupils come out. */
const LISTS = [
  ["examples/class-7b.csv", [], 28],
  ["examples/list.xlsx", [], 4],
  [`${fixtures}/cases/a02-html-table.xls`, []],
  [`${fixtures}/roster/cp866.csv`, []],
  [`${fixtures}/roster/book.ods`, []],
  [`${fixtures}/cases/b22-sheet-per-class.xlsx`, [["#sheet", "7В"]]],
  // Mended: a cell, a column's meaning, a list without titles, a row left out.
  [`${fixtures}/roster/err_missing_name.csv`, [['[data-at="3:0"]', "Ким Анна Львовна"]], 2],
  [`${fixtures}/roster/err_no_name_column.csv`, [['[data-at="1:0"]', "full"]], 1],
  [`${fixtures}/roster/err_no_header.csv`, [['[data-at="0:0"]', "last"], ['[data-at="1:1"]', "first"], ['[data-at="1:2"]', "class"]], 2],
  [`${fixtures}/roster/err_unclosed_quote.csv`, ["#row-2 button"], 2],
  // Refused.
  [`${fixtures}/roster/err_picture.csv`, null],
  [`${fixtures}/roster/err_empty.csv`, null],
  [`${fixtures}/cases/b24-transposed.xlsx`, null],
];

const page = await open(kind, html);
const made = () => page.wait(() => /Готово/.test(document.getElementById("done").textContent) && document.getElementById("work").hidden);
const drawn = () => page.wait(() => [...document.querySelectorAll("#sides img")].length && [...document.querySelectorAll("#sides img")].every((image) => image.complete));
/** A picture of the state; they take Firefox half a minute each. */
const shot = (name) => kind === "chromium" && page.page.screenshot({ path: path.join(shots, `${kind}-${name}.png`), fullPage: true });
/** The page has another answer than before `act`. */
async function after(act, until = made) {
  await page.page.evaluate(() => { for (const id of ["done", "state", "sides"]) document.getElementById(id).replaceChildren(); });
  await act();
  await until();
}
const stated = () => page.wait(() => !["", "Читаю список…"].includes(document.getElementById("state").textContent));

async function accessible(state) {
  await page.page.evaluate(axe);
  const found = await page.page.evaluate(async () => {
    const { violations } = await window.axe.run(document);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
  });
  assert.deepEqual(found, [], `axe: ${state}`);
}

/** The files of the command line for a list and settings. */
function printed(list, settings, ...flags) {
  const out = path.join(work, "out.pdf");
  execFileSync(pamyatka, [list, "--config", settings, "-o", out, "--force", "--quiet", ...flags], { stdio: "pipe" });
  return fs.readFileSync(out);
}

// --- ready, settings ------------------------------------------------------------
figure("ready, ms", await page.data("ready"));
await accessible("start");
await shot("start");
const classroom = fs.readFileSync("examples/class-7b.csv");
let begun = Date.now();
await after(() => page.drop("7б.csv", classroom));
figure("first class of 28, ms", Date.now() - begun);
await drawn();
figure("with its picture, ms", Date.now() - begun);
await page.set("#f-school", "МБОУ «Школа \"Ёлка\" № 7»");
await page.set("#f-teacher", "Соловьёва Елена Викторовна");
await page.set("#f-return-by", "завтра");
await page.wait(() => document.getElementById("w-return-by").textContent.includes("ата не понята"));
assert.equal(await page.page.evaluate(() => document.getElementById("pdf").disabled), true);
await shot("wrong-setting");
await page.set("#f-return-by", "5 декабря");
await page.set("#f-banks", "Сбербанк, Т-Банк");
await after(() => page.set("#f-date", "22.11.2026"));
const settings = path.join(work, "pamyatka.toml");
fs.writeFileSync(settings, (await page.saves(() => page.click("save-settings"))).bytes);
const times = [];
for (let turn = 0; turn < 5; turn++) {
  begun = Date.now();
  await after(() => page.drop("7б.csv", classroom));
  times.push(Date.now() - begun);
}
figure("later, ms", times.sort((a, b) => a - b)[2]);

// --- lists ----------------------------------------------------------------------
for (const [file, mends, pupils] of LISTS) {
  await after(() => page.drop(path.basename(file), fs.readFileSync(file)), stated);
  if (!mends) {
    await page.wait(() => document.querySelector("#remarks .stop li") !== null);
    assert.equal(await page.page.evaluate(() => document.getElementById("s-files").hidden), true, file);
    await accessible(file);
    continue;
  }
  for (const mend of mends) {
    if (typeof mend === "string") {
      await after(() => page.page.evaluate((at) => document.querySelector(at).click(), mend), stated);
    } else {
      await after(() => page.set(...mend), stated);
    }
  }
  await made();
  await drawn();
  const pdf = await page.saves(() => page.click("pdf"));
  let list = file;
  const mended = await page.page.evaluate(() => !document.getElementById("mended").hidden);
  if (file.includes("err_")) {
    list = path.join(work, "mended.csv");
    if (mended) fs.writeFileSync(list, (await page.saves(() => page.click("save-list"))).bytes);
  }
  const flags = file.includes("b22") ? ["--sheet", "7В"] : [];
  assert.ok(pdf.bytes.equals(printed(list, settings, ...flags)), `${file}: another PDF than the command line's`);
  if (pupils) assert.equal(await page.page.evaluate(() => document.getElementById("who").options.length), pupils, file);
  await accessible(file);
}
figure("lists", LISTS.length);
const requests = () => assert.deepEqual(page.requests.filter((url) => !url.startsWith("file://") || !url.endsWith(path.basename(html))), []);
if (kind === "chromium-109") {
  assert.equal(page.page.workers().length, 1, "no worker");
  requests();
  assert.deepEqual(page.errors, []);
  await page.close();
  process.exit();
}

// --- one pupil, forms, the kit ---------------------------------------------------
const plain = path.join(work, "7б.csv");
fs.writeFileSync(plain, classroom);
await after(() => page.drop("7б.csv", classroom));
await after(() => page.click("tick-none"), () => page.wait(() => document.getElementById("done").textContent === "Никто не отмечен."));
await page.page.evaluate(() => { document.getElementById("table-box").open = true; });
await after(() => page.page.evaluate(() => document.querySelector('[data-at="3:tick"]').click()));
let pdf = await page.saves(() => page.click("pdf"));
assert.ok(pdf.bytes.equals(printed(plain, settings, "--only", "2")), "one pupil");
await shot("table");
await after(() => page.click("tick-all"));
for (const form of ["single-side", "large-print", "a5", "slip-only", ""]) {
  await after(() => page.set("#f-form", form));
  await drawn();
  pdf = await page.saves(() => page.click("pdf"));
  assert.ok(pdf.bytes.equals(printed(plain, settings, ...(form ? [`--${form}`] : []))), `form ${form}`);
}
const zip = await page.saves(() => page.click("kit"));
fs.writeFileSync(path.join(work, "kit.zip"), zip.bytes);
execFileSync("unzip", ["-q", "-d", path.join(work, "zip"), path.join(work, "kit.zip")]);
execFileSync(pamyatka, ["kit", plain, "--config", settings, "-o", path.join(work, "kit"), "--quiet"]);
execFileSync("diff", ["-r", path.join(work, "zip"), path.join(work, "kit")], { stdio: "inherit" });

// --- the emblem, and the way to a printer ----------------------------------------
await after(() => page.choose("emblem", "examples/emblem.png"));
pdf = await page.saves(() => page.click("pdf"));
assert.ok(pdf.bytes.equals(printed(plain, settings, "--emblem", "examples/emblem.png")), "emblem");
await after(() => page.click("emblem-off"));
await drawn();
assert.match(await page.opens("#print"), /^blob:/);
assert.match(await page.text("files-said"), /напечатайте его оттуда/);

// --- pictures: every side of three pupils, its codes as a phone sees them ----------
for (const turn of [0, 1, 2]) {
  await page.page.evaluate((turn) => { document.getElementById("who").selectedIndex = turn * 13; document.getElementById("who").onchange(); }, turn);
  await page.wait((row) => document.getElementById("sides").dataset.shown?.startsWith(`${row}:`), 2 + turn * 13);
  await drawn();
}
await page.click("larger");
await page.wait(() => document.getElementById("sides").dataset.shown?.endsWith(":1"));
await drawn();
const codes = new Set();
for (const [at, side] of (await page.page.$$("#sides img")).entries()) {
  const picture = path.join(work, `side-${at}.png`);
  await side.screenshot({ path: picture });
  const read = execFileSync("zbarimg", ["-q", "--raw", picture]).toString();
  for (const code of read.trim().split("\n")) codes.add(code);
}
assert.deepEqual([...codes].sort(), ["https://cop.admhmao.ru", "https://www.gosuslugi.ru"]);
await page.click("smaller");
await page.wait(() => document.getElementById("sides").dataset.shown?.endsWith(":0"));
await drawn();
await shot("done");

// --- small screens, dark, zoomed ---------------------------------------------------
for (const [name, width] of [["zoom-200", 550], ["phone", 360]]) {
  await page.page.setViewport({ width, height: 740 });
  await page.page.evaluate(() => document.getElementById("who").onchange());
  await drawn();
  const wide = await page.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name}: ${wide} px too wide`);
  await accessible(name);
  await shot(name);
}
await page.page.setViewport({ width: 1100, height: 900 });
if (kind === "chromium") {
  await page.page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: "dark" }]);
  await accessible("dark");
  await shot("dark");
  await page.page.emulateMediaFeatures([]);
}

// --- a thousand pupils: told of, broken off, done --------------------------------
const school = execFileSync(roster, ["1000"]);
const told = page.wait(() => document.getElementById("bar").value > 0);
await page.drop("город.csv", execFileSync(roster, ["5000"]));
await told;
await shot("long");
await page.click("cancel");
await page.wait(() => !document.getElementById("again-row").hidden);
await page.click("again");
await page.wait(() => document.getElementById("bar").value > 0);
begun = Date.now();
await after(() => page.drop("школа.csv", school));
figure("1000 pupils in a new worker, ms", Date.now() - begun);
figure("memory of the module, MB", (Number(await page.data("memory")) / 2 ** 20).toFixed(0));
pdf = await page.saves(() => page.click("pdf"));
fs.writeFileSync(path.join(work, "школа.csv"), school);
assert.ok(pdf.bytes.equals(printed(path.join(work, "школа.csv"), settings)), "1000 pupils");
begun = Date.now();
await after(() => page.drop("школа.csv", school));
figure("1000 pupils once more, ms", Date.now() - begun);

// --- a lost instance is replaced ---------------------------------------------------
await drawn();
const worker = page.page.workers().at(-1);
if (worker && kind === "chromium") {
  await worker.evaluate(() => {
    const decode = TextDecoder.prototype.decode;
    TextDecoder.prototype.decode = () => { TextDecoder.prototype.decode = decode; throw new Error("lost"); };
  });
  await after(() => page.drop("7б.csv", classroom), () => page.wait(() => document.getElementById("state").textContent.includes("внутренняя ошибка")));
  await after(() => page.drop("7б.csv", classroom));
}

// --- again and again ---------------------------------------------------------------
await page.click("cancel");
const sizes = [];
for (let turn = 0; turn < 100; turn++) {
  await after(() => page.drop(`${turn}.csv`, classroom));
  sizes.push(Number(await page.data("memory")));
}
figure("memory after 10 and 100 drops, MB", [sizes[9], sizes[99]].map((size) => (size / 2 ** 20).toFixed(1)).join(", "));
assert.ok(sizes[99] <= sizes[9] + 2 ** 20, "memory grows");

// --- what is kept, what is asked of the network ---------------------------------------
assert.equal(await page.page.evaluate(() => localStorage.length), 0);
await page.page.evaluate(() => document.getElementById("remember").click());
const kept = await page.page.evaluate(() => JSON.stringify({ ...localStorage }));
assert.ok(kept.includes("Соловьёва") && !kept.includes("Иванова"), kept);
await page.page.evaluate(() => document.getElementById("remember").click());
assert.equal(await page.page.evaluate(() => localStorage.length), 0);
requests();
assert.deepEqual(page.errors, []);
figure("requests", 0);

// --- a browser that lets a page from disk have no worker ------------------------------
if (kind === "chromium") {
  const empty = path.join(work, "empty.toml");
  fs.writeFileSync(empty, "");
  for (const refuse of [
    () => { window.Worker = class { constructor() { throw new Error("refused"); } }; },
    () => { window.Worker = class { constructor() { setTimeout(() => this.onerror(new Event("error"))); } postMessage() {} }; },
  ]) {
    const script = await page.page.evaluateOnNewDocument(refuse);
    await page.page.reload();
    await page.wait(() => document.documentElement.dataset.ready);
    await after(() => page.drop("7б.csv", classroom));
    await drawn();
    assert.equal(page.page.workers().length, 0);
    pdf = await page.saves(() => page.click("pdf"));
    assert.ok(pdf.bytes.equals(printed(plain, empty)), "no worker");
    // It tells how far it is and hears the button meanwhile.
    const told = page.wait(() => document.getElementById("bar").value > 0);
    await page.drop("город.csv", execFileSync(roster, ["5000"]));
    await told;
    await page.click("cancel");
    await page.wait(() => !document.getElementById("again-row").hidden);
    await after(() => page.drop("школа.csv", school));
    pdf = await page.saves(() => page.click("pdf"));
    assert.ok(pdf.bytes.equals(printed(path.join(work, "школа.csv"), empty)), "1000 pupils, no worker");
    await page.page.removeScriptToEvaluateOnNewDocument(script.identifier);
  }
}

// --- a browser that is too old ------------------------------------------------------
await page.page.evaluateOnNewDocument(() => { delete window.DecompressionStream; });
await page.page.reload();
await page.wait(() => document.getElementById("old").textContent.includes("слишком старый"));
assert.equal(await page.page.evaluate(() => document.getElementById("main").hidden), true);
await shot("old");
await page.close();
fs.rmSync(work, { recursive: true });
