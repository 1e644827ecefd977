// The settings: a form whose values have the names of pamyatka.toml. What the
// form does not show (labels, texts for templates) is kept as it was read.
import { $, make, show } from "./dom.js";

const STORE = "pamyatka-settings";
const empty = () => ({ texts: {}, lists: {}, labels: {}, papers: {}, vars: {} });

export class Form {
  /** `changed` is called when a value is another. */
  constructor({ forms, editions }, changed) {
    this.forms = forms;
    $("f-template").replaceChildren(...editions.map(({ name, about }, at) => make("option", { value: at ? name : "" }, about)));
    this.other = empty();
    const form = $("form");
    form.onsubmit = (event) => event.preventDefault();
    form.oninput = ({ target }) => {
      if (target.id === "remember") return this.keep();
      if (target.type === "file") return;
      this.keep();
      changed();
    };
    for (const field of form.querySelectorAll("[data-key], [data-list]")) {
      const wrong = document.createElement("small");
      wrong.id = `w-${field.dataset.key ?? field.dataset.list}`;
      wrong.className = "bad";
      field.parentElement.append(wrong);
    }
    this.recall();
  }

  /** The values by the names of the settings file. */
  values() {
    const values = structuredClone(this.other);
    for (const field of document.querySelectorAll("[data-key]")) {
      if (field.value.trim()) values.texts[field.dataset.key] = field.value;
    }
    for (const field of document.querySelectorAll("[data-switch]")) {
      if (field.checked) values.texts[field.dataset.switch] = "true";
    }
    if ($("f-form").value) values.texts[$("f-form").value] = "true";
    const banks = $("f-banks").value.split(",").map((bank) => bank.trim()).filter(Boolean);
    if (banks.length) values.lists.banks = banks;
    return values;
  }

  /** Puts values into the form. */
  fill({ texts, lists, labels, papers, vars }) {
    this.other = { texts: { ...texts }, lists: { ...lists }, labels, papers, vars };
    for (const field of document.querySelectorAll("[data-key]")) {
      field.value = texts[field.dataset.key] ?? "";
      // What the form cannot show (a template in a file) stays as it is.
      if (field.selectedIndex === -1) field.value = "";
      else delete this.other.texts[field.dataset.key];
    }
    for (const field of document.querySelectorAll("[data-switch]")) {
      field.checked = texts[field.dataset.switch] === "true";
      delete this.other.texts[field.dataset.switch];
    }
    $("f-form").value = this.forms.find((name) => texts[name] === "true") ?? "";
    for (const name of this.forms) delete this.other.texts[name];
    $("f-banks").value = (lists.banks ?? []).join(", ");
    delete this.other.lists.banks;
    const tables = Object.entries({ labels, papers, vars }).filter(([, table]) => Object.keys(table).length);
    const kept = [...Object.keys(this.other.texts), ...Object.keys(this.other.lists), ...tables.map(([name]) => name)];
    $("kept").textContent = `Из файла взято ещё: ${kept.join(", ")}.`;
    show($("kept"), kept.length > 0);
    this.keep();
  }

  /** The emblem by the name of its file, or none. */
  emblem(name) {
    if (name) this.other.texts.emblem = name;
    else delete this.other.texts.emblem;
    $("emblem-name").textContent = name;
    show($("emblem-off"), Boolean(name));
  }

  /** Says at each field what is wrong with it. */
  blame(wrong) {
    for (const field of document.querySelectorAll("[data-key], [data-list]")) {
      const key = field.dataset.key ?? field.dataset.list;
      const own = wrong.find((one) => one.key === key);
      field.setAttribute("aria-invalid", own ? "true" : "false");
      const text = own ? own.text[0].toUpperCase() + own.text.slice(1) : "";
      if ($(`w-${key}`).textContent !== text) $(`w-${key}`).textContent = text;
      if (own && field.closest("details")) field.closest("details").open = true;
    }
    const unseen = wrong.filter((one) => !$(`w-${one.key}`));
    $("settings-said").textContent = unseen.map((one) => `${one.key}: ${one.text}`).join(" ");
  }

  /** Keeps the values on this computer if that is ticked, else nothing. */
  keep() {
    try {
      if ($("remember").checked) localStorage.setItem(STORE, JSON.stringify(this.values()));
      else localStorage.removeItem(STORE);
    } catch {
      $("remember").checked = false;
      $("settings-said").textContent = "Браузер не даёт странице ничего запомнить. Сохраните настройки в файл.";
    }
  }

  recall() {
    try {
      const kept = localStorage.getItem(STORE);
      $("remember").checked = Boolean(kept);
      if (kept) this.fill({ ...empty(), ...JSON.parse(kept) });
    } catch {
      $("remember").checked = false;
    }
  }
}
