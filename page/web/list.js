// What was read, as a table: remarks at their rows, cells and columns that are
// mended in place, pupils who are ticked.
import { $, make, sentence, show } from "./dom.js";

/** Rows that are shown at first, and as many more at a time. */
const FIRST = 40;
const MORE = 200;
/** Classes that are shown without being asked for. */
const CLASSES = 6;

export class List {
  /** `changed` is called when something was mended or ticked. */
  constructor(fields, changed) {
    this.fields = fields;
    this.changed = changed;
    $("tick-all").onclick = () => this.tick(() => true);
    $("tick-none").onclick = () => this.tick(() => false);
    $("tick-missing").onclick = () => this.tick((pupil) => !pupil.login);
    $("all-columns").onchange = () => this.draw();
    $("more").onclick = () => { this.most += MORE; this.draw(); };
    $("undo").onclick = () => { this.mends.clear(); this.changed(); };
    this.clear();
  }

  /** For another list. */
  clear() {
    this.mends = new Map();
    this.off = new Set();
    this.most = FIRST;
    this.read = null;
  }

  /** What the library is to put right. */
  put() { return [...this.mends.values()]; }

  /** Rows of the pupils who are ticked; nothing if all are. */
  rows() {
    if (!this.read) return undefined;
    const on = this.read.students.filter(({ row }) => !this.off.has(row));
    return on.length === this.read.students.length ? undefined : on.map(({ row }) => row);
  }

  tick(isOn) {
    this.off = new Set(this.read.students.filter((pupil) => !isOn(pupil)).map(({ row }) => row));
    this.draw();
    this.changed();
  }

  mend(row, column, what) {
    const at = `${row}:${column ?? ""}`;
    this.mends.set(at, { row, column, ...what });
    this.changed();
  }

  /** Shows an answer. */
  show(read) {
    this.read = read;
    const { remarks, grid, classes } = read;
    const lines = classes.map((line) => make("p", {}, line));
    const folded = lines.length > CLASSES;
    $("classes").replaceChildren(...(folded ? [make("details", {}, make("summary", {}, `По классам (${lines.length})`), ...lines)] : lines));
    this.sum(remarks);
    const [cells, rows] = [this.put().filter((put) => put.column !== null), this.put().filter((put) => put.column === null)];
    $("mended-count").textContent = [
      cells.length ? `Исправлено ячеек: ${cells.length}.` : "",
      rows.length ? `Убрано строк: ${rows.length}.` : "",
    ].join(" ").trim();
    show($("mended"), this.mends.size > 0);
    const missing = read.students.filter((pupil) => !pupil.login).length;
    $("tick-missing").textContent = `Только без логина (${missing})`;
    $("tick-missing").disabled = missing === 0 || missing === read.students.length;
    if (!read.ok) $("table-box").open = true;
    show($("table-box"), grid.rows.length > 0);
    this.draw();
  }

  /** All that is to be said, those about a row as links to it. */
  sum(remarks) {
    const kinds = [["Исправьте", true, "stop"], ["Посмотрите, всё ли верно", false, "note"]];
    const boxes = kinds.map(([title, error, style]) => {
      const own = remarks.filter((remark) => remark.error === error);
      if (!own.length) return "";
      const item = (remark) => {
        const text = sentence(remark);
        if (!remark.row) return make("li", {}, text);
        const link = make("a", { href: `#row-${remark.row}` }, text);
        link.onclick = (event) => { event.preventDefault(); this.reveal(remark); };
        return make("li", {}, link);
      };
      const shown = own.slice(0, 12).map(item);
      if (own.length > 12) shown.push(make("li", {}, `и ещё ${own.length - 12}, см. список ниже`));
      return make("div", { className: style }, make("h3", {}, `${title} (${own.length})`), make("ul", {}, ...shown));
    });
    const quiet = this.read.left_out ? make("p", { className: "quiet" }, this.read.left_out) : "";
    $("remarks").replaceChildren(...boxes, quiet);
  }

  /** Goes to the cell of a remark. */
  reveal({ row, column }) {
    $("table-box").open = true;
    const at = this.column(column);
    const cell = document.querySelector(`[data-at="${row}:${at}"]`);
    (cell ?? document.querySelector(`#row-${row} input, #row-${row} button, #row-${row} select`))?.focus();
  }

  column(title) {
    return this.read.grid.columns.findIndex((column) => column.title === title);
  }

  draw() {
    const { grid, students, remarks } = this.read;
    const focus = document.activeElement?.dataset?.at;
    const known = grid.columns.some((column) => column.field);
    const ofTitles = remarks.some((remark) => remark.error && (!remark.row || remark.row === grid.header));
    const all = $("all-columns").checked || !known || ofTitles;
    // A row that is wrong as a whole is seen as a whole.
    const whole = new Set(remarks.filter((remark) => remark.error && !remark.column).map(({ row }) => row));
    const wrong = grid.rows.filter(([number]) => number > grid.header && whole.has(number));
    const said = (title) => remarks.some((remark) => remark.column === title);
    const columns = grid.columns.map((column, at) => ({ ...column, at }))
      .filter(({ field, title, at }) => all || field || said(title) || wrong.some(([, cells]) => cells[at]));
    show($("all-columns").parentElement, known && !ofTitles && grid.columns.some((column) => !column.field));
    $("table").tHead.replaceChildren(this.head(columns, grid.header));

    const pupils = new Map(students.map((pupil) => [pupil.row, pupil]));
    const at = new Map();
    for (const remark of remarks) if (remark.row) at.set(remark.row, [...(at.get(remark.row) ?? []), remark]);
    const rows = grid.rows.filter(([number]) => number > grid.header);
    let [left, hidden] = [this.most, 0];
    const body = [];
    for (const [number, cells] of rows) {
      const own = at.get(number) ?? [];
      if (!own.length && !pupils.has(number) && !columns.some((column) => cells[column.at])) continue;
      if (left-- <= 0 && !own.length) { hidden++; continue; }
      body.push(this.row(number, cells, columns, pupils.get(number), own));
      if (own.length) body.push(this.note(number, own, columns.length + 2));
    }
    $("table").tBodies[0].replaceChildren(...body);
    show($("more-row"), hidden > 0 || grid.more > 0);
    $("more").textContent = `Показать ещё (строк: ${hidden})`;
    if (focus) document.querySelector(`[data-at="${focus}"]`)?.focus({ preventScroll: true });
  }

  head(columns, header) {
    const name = ({ title, field, at }) => {
      const select = make("select", { "aria-label": `Что в столбце «${title}»`, "data-at": `${header}:${at}` },
        make("option", { value: "" }, "не нужен"),
        ...this.fields.map(({ key, name }) => make("option", { value: key }, name)));
      select.value = field ?? "";
      select.onchange = () => {
        if (header) this.mend(header, at, { field: select.value });
        else this.titled(at, select.value);
      };
      return make("th", { scope: "col" }, make("span", {}, title), select);
    };
    return make("tr", {},
      make("th", { scope: "col" }, make("span", {}, "Строка")), ...columns.map(name),
      make("th", { scope: "col" }, make("span", { className: "unseen" }, "Убрать")));
  }

  row(number, cells, columns, pupil, remarks) {
    const tick = pupil && make("input", { type: "checkbox", checked: !this.off.has(number), "aria-label": `Печатать: ${pupil.name}`, "data-at": `${number}:tick` });
    if (tick) tick.onchange = () => {
      this.off[tick.checked ? "delete" : "add"](number);
      this.changed();
    };
    const cell = ({ title, at }) => {
      const own = remarks.filter((remark) => remark.column === title);
      const input = make("input", {
        value: cells[at] ?? "", size: Math.min(Math.max((cells[at] ?? "").length, 8), 34),
        "aria-label": `${title}, строка ${number}`, "data-at": `${number}:${at}`,
        "aria-invalid": own.some((remark) => remark.error) ? "true" : undefined,
        "aria-describedby": own.length ? `note-${number}` : undefined,
      });
      input.onchange = () => this.mend(number, at, { text: input.value });
      return make("td", { className: this.mends.has(`${number}:${at}`) ? "mended" : "" }, input);
    };
    const out = make("button", { type: "button", title: "Убрать строку", "aria-label": `Убрать строку ${number}` }, "✕");
    out.onclick = () => this.mend(number, null, {});
    const style = pupil || remarks.some((remark) => remark.error) ? "" : "skipped";
    return make("tr", { id: `row-${number}`, className: style },
      make("th", { scope: "row" }, make("label", {}, tick ?? "", ` ${number}`)), ...columns.map(cell), make("td", {}, out));
  }

  note(number, remarks, span) {
    const lines = remarks.map((remark) => make("p", { className: remark.error ? "bad" : "" }, sentence(remark, false)));
    return make("tr", { className: "note-row" }, make("td", { colSpan: span, id: `note-${number}` }, ...lines));
  }
}
