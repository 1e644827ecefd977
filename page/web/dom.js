// Small help with the document.

export const $ = (id) => document.getElementById(id);

/** An element with properties, `aria-`/`data-` attributes and children. */
export function make(tag, about = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-")) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
}

export const show = (element, is = true) => { element.hidden = !is; };

/** Offers bytes as a file to be saved. */
export function save(bytes, name, type) {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  const link = make("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A remark in one sentence, with its place if it is not seen beside it. */
export function sentence({ row, column, message, hint }, withRow = true) {
  const place = [withRow && row ? `строка ${row}` : "", column ? `столбец «${column}»` : ""];
  const where = place.filter(Boolean).join(", ");
  const text = `${where ? `${where}: ` : ""}${message}${hint ? ` ${hint}` : ""}`;
  return text[0].toUpperCase() + text.slice(1);
}

/** Runs `work` when it has not been called again for a while. */
export function later(work, wait) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, wait);
  };
}
