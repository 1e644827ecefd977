// The way through the page: a list, what was read of it, settings, pictures,
// files. Every change asks the library anew; nothing is decided here.
import { $, later, make, save, sentence, show } from "./dom.js";
import { Form } from "./form.js";
import { List } from "./list.js";
import { Sheets } from "./sheets.js";
import { Cancelled, Work } from "./work.js";

/** Pupils from which on a set is worth breaking off for a change. */
const LONG = 120;
const TOML = /\.toml(\.txt)?$/i;
const LOST = "Не получилось: внутренняя ошибка. Страница работает дальше: попробуйте ещё раз или возьмите другой файл.";

const work = new Work();
let [list, form, sheets] = [];
let file = "";
let sheet;
let made = null;
let url = "";
let turn = 0;
let making = false;

const today = () => {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};
const wanted = (what) => ({ do: what, file, today: today(), sheet, mends: list.put(), settings: form.values(), rows: list.rows?.() });
const say = (text) => { $("state").textContent = text; };

/** The answer; nothing if it was broken off. */
async function ask(question, more) {
  try {
    const answer = await work.ask(question, more);
    if (answer.lost) say(LOST);
    document.documentElement.dataset.memory = answer.memory;
    return answer;
  } catch (error) {
    if (error instanceof Cancelled) return null;
    say(LOST);
    throw error;
  }
}

/** Takes a file that was dropped or chosen: a list, or settings. */
async function take(given) {
  if (TOML.test(given.name)) return takeSettings(given);
  await takeList(given.name, new Uint8Array(await given.arrayBuffer()));
}

async function takeList(name, bytes) {
  if (making) work.cancel();
  [file, sheet] = [name, undefined];
  work.take(bytes);
  list.clear();
  $("chosen-name").textContent = name;
  show($("chosen"));
  show($("drop"), false);
  show($("look"), false);
  say("Читаю список…");
  await read();
}

async function takeSettings(given) {
  const answer = await ask({ do: "settings-read" }, { bytes: new Uint8Array(await given.arrayBuffer()) });
  if (!answer) return;
  if (answer.ok) form.fill(answer);
  const said = answer.ok ? `Настройки взяты из файла ${given.name}.` : answer.remarks.map((remark) => sentence(remark)).join(" ");
  if (file) await read();
  $("settings-said").textContent = said;
  if (!file) say(said);
}

/** The school's emblem, out of a picture; nothing takes it away. */
async function takeEmblem(given) {
  const bytes = given ? new Uint8Array(await given.arrayBuffer()) : new Uint8Array();
  const answer = await ask({ do: "emblem" }, { bytes });
  if (!answer) return;
  $("settings-said").textContent = (answer.remarks ?? []).map((remark) => sentence(remark)).join(" ");
  if (!answer.ok) return;
  work.emblem = given ? bytes : null;
  form.emblem(given ? given.name : "");
  changed();
}

/** Reads the list as it is mended and shows what was understood. */
async function read() {
  const own = ++turn;
  const answer = await ask({ ...wanted("read"), rows: undefined });
  if (!answer || own !== turn) return;
  if (answer.lost) return forget();
  show($("s-read"));
  show($("s-form"));
  list.show(answer);
  form.blame(answer.wrong);
  sheetsOf(answer);
  say(answer.ok ? `${answer.pupils} в списке.` : "Список прочитан не весь: исправьте то, что названо ниже.");
  show($("s-sheets"), answer.ok);
  show($("s-files"), answer.ok);
  if (answer.ok && !answer.wrong.length) return build();
  busy(false);
  forget();
}

/** A workbook with several sheets lets one be chosen. */
function sheetsOf({ grid }) {
  const names = grid.sheets;
  if (!sheet) {
    const all = names.length > 1 ? [make("option", { value: "all" }, "все листы со списками")] : [];
    $("sheet").replaceChildren(...names.map((name) => make("option", { value: name }, name)), ...all);
    $("sheet").value = grid.sheet;
  }
  show($("sheet-row"), $("sheet").options.length > 1);
}

/** No set is made yet, or what was made is of another list. */
function forget() {
  made = null;
  if (url) URL.revokeObjectURL(url);
  url = "";
  for (const id of ["pdf", "print", "kit"]) $(id).disabled = true;
  for (const id of ["done", "files-said"]) $(id).textContent = "";
  show($("how"), false);
}

function busy(is, text = "Готовлю памятки", of = 0) {
  making = is;
  show($("work"), is);
  $("work-text").textContent = `${text}…`;
  $("bar").removeAttribute("value");
  const told = (done) => {
    $("bar").max = of;
    $("bar").value = done;
    $("work-text").textContent = `${text}: ${done} из ${of}`;
  };
  return of > LONG ? told : undefined;
}

/** Makes the PDF and shows it. */
async function build() {
  forget();
  const own = ++turn;
  const rows = list.rows();
  const count = rows?.length ?? list.read.students.length;
  show($("again-row"), false);
  $("wrong").replaceChildren();
  if (!count) {
    show($("look"), false);
    $("done").textContent = "Никто не отмечен.";
    return;
  }
  const progress = busy(true, "Готовлю памятки", count);
  const answer = await ask(wanted("make"), { progress });
  if (own !== turn) return;
  busy(false);
  if (!answer) {
    show($("look"), false);
    return show($("again-row"));
  }
  if (!answer.ok) {
    show($("look"), false);
    const lines = answer.lost ? [LOST] : answer.remarks.map((remark) => sentence(remark));
    return $("wrong").replaceChildren(make("div", { className: "stop" }, ...lines.map((line) => make("p", {}, line))));
  }
  made = answer;
  url = URL.createObjectURL(new Blob([answer.bytes], { type: "application/pdf" }));
  for (const id of ["pdf", "print", "kit"]) $(id).disabled = false;
  $("done").textContent = `${answer.said}QR-коды прочитаны обратно и верны.`;
  $("how").textContent = `Печать: ${answer.printing}. Масштаб и стороны проверьте в окне печати; сначала напечатайте один лист.`;
  show($("how"));
  const known = list.read.remarks.map((remark) => sentence(remark));
  const fresh = answer.remarks.map((remark) => sentence(remark)).filter((line) => !known.includes(line));
  $("made-remarks").replaceChildren(...(fresh.length ? [make("div", { className: "note" }, ...fresh.map((line) => make("p", {}, line)))] : []));
  await sheets.show(answer.pupils);
}

/** Something is another: what runs long is broken off. */
const changed = later(() => {
  if (!file) return;
  if (making && list.read.students.length > LONG) work.cancel();
  read();
}, 300);

async function kit() {
  $("files-said").textContent = "Собираю набор…";
  $("kit").disabled = true;
  const count = made.pupils.length;
  const answer = await ask(wanted("kit"), { progress: busy(true, "Собираю набор", count) });
  busy(false);
  $("kit").disabled = !made;
  if (!answer) {
    $("files-said").textContent = "Остановлено.";
    return show($("again-row"), !made);
  }
  if (answer.ok) save(answer.bytes, answer.name, "application/zip");
  $("files-said").textContent = answer.ok ? `${answer.said} Распакуйте ${answer.name} в папку.`
    : answer.remarks.map((remark) => sentence(remark)).join(" ") || LOST;
}

/** Opens the PDF where the browser shows it, and asks it to print. */
function print() {
  const view = window.open(url, "_blank");
  $("files-said").textContent = view ? "PDF открыт в новой вкладке: напечатайте его оттуда (Ctrl+P)."
    : "Браузер не дал открыть вкладку: скачайте PDF и напечатайте его.";
}

async function saveList() {
  const answer = await ask({ ...wanted("csv"), titles: [] });
  if (answer?.bytes.length) save(answer.bytes, answer.name.replace(/\.csv$/, " — исправлен.csv"), "text/csv");
}

/** A list without titles becomes one with them. */
async function titled(at, field) {
  const titles = list.read.grid.columns.map((_, column) => (column === at ? field : ""));
  const answer = await ask({ ...wanted("csv"), titles });
  if (!answer?.bytes.length) return;
  $("all-columns").checked = true;
  await takeList(answer.name, answer.bytes);
}

/** A page as a picture; what was broken off is made again for it. */
async function picture(page, scale) {
  const answer = await ask({ do: "picture", page, scale });
  if (answer?.remarks?.some(({ code }) => code === "nothing-made") && made) build();
  return answer;
}

async function begin() {
  const answer = await ask({ do: "begin" });
  list = new List(answer.fields, changed);
  list.titled = titled;
  form = new Form(answer, changed);
  sheets = new Sheets(picture);
  $("sample").onclick = () => takeList("образец.csv", answer.bytes);
  document.documentElement.dataset.ready = Math.round(performance.now());
  work.ask({ do: "rehearse" });
}

/** A button that lets a file be chosen for `act`. */
function chooses(button, input, act) {
  $(button).onclick = () => $(input).click();
  $(input).onchange = async () => {
    const [given] = $(input).files;
    await started;
    if (given) await act(given);
    $(input).value = "";
  };
}

// --- what people do -----------------------------------------------------------

const started = begin().catch(() => say("Страница не смогла начать работу: файл повреждён или браузер ей не подходит. Скопируйте файл заново или откройте его в другом браузере."));
chooses("choose", "file", take);
chooses("open-settings", "settings-file", takeSettings);
chooses("open-emblem", "emblem", takeEmblem);
$("another").onclick = () => $("file").click();
for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => {
  event.preventDefault();
  $("drop").classList.add("over");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) $("drop").classList.remove("over"); });
document.addEventListener("drop", (event) => {
  event.preventDefault();
  $("drop").classList.remove("over");
  const [given] = event.dataTransfer.files;
  if (given) started.then(() => take(given));
});
$("sheet").onchange = () => { sheet = $("sheet").value; list.clear(); read(); };
$("emblem-off").onclick = () => takeEmblem(null);
$("save-settings").onclick = async () => save((await ask(wanted("settings-text"))).bytes, "pamyatka.toml", "text/plain");
$("save-list").onclick = saveList;
$("pdf").onclick = () => save(made.bytes, made.name, "application/pdf");
$("print").onclick = print;
$("kit").onclick = kit;
window.onresize = later(() => sheets?.fit(), 300);
$("cancel").onclick = () => work.cancel();
$("again").onclick = () => build();
