// The sheets as pictures: those of one pupil, drawn from the finished PDF.
import { $, make, show } from "./dom.js";

/** How wide a side is, as shares of the width that there is. */
const ZOOMS = [1, 1.5, 2, 3];
/** Width of the widest side, A4, in points. */
const A4 = 595;

export class Sheets {
  /** `picture` gives the PNG of a page with so many pixels for a point. */
  constructor(picture) {
    this.picture = picture;
    this.pupils = [];
    this.zoom = 0;
    this.turn = 0;
    $("who").onchange = () => this.draw();
    $("back").onclick = () => this.go(-1);
    $("next").onclick = () => this.go(1);
    $("larger").onclick = () => this.size(1);
    $("smaller").onclick = () => this.size(-1);
  }

  /** Shows the pupils of a set, the one that was shown before if there is one. */
  async show(pupils) {
    const before = this.pupils[$("who").selectedIndex]?.row;
    this.pupils = pupils;
    $("who").replaceChildren(...pupils.map(({ name }, at) => make("option", { value: at }, name)));
    $("who").selectedIndex = Math.max(pupils.findIndex(({ row }) => row === before), 0);
    show($("look"));
    await this.draw();
  }

  /** Fits the sides to another width of the page. */
  fit() {
    if ($("sides").clientWidth !== this.room) this.draw();
  }

  go(by) {
    $("who").selectedIndex = Math.min(Math.max($("who").selectedIndex + by, 0), this.pupils.length - 1);
    this.draw();
  }

  size(by) {
    this.zoom = Math.min(Math.max(this.zoom + by, 0), ZOOMS.length - 1);
    $("zoom").textContent = this.zoom ? `${ZOOMS[this.zoom] * 100} %` : "по ширине";
    this.draw();
  }

  async draw() {
    const at = $("who").selectedIndex;
    const pupil = this.pupils[at];
    if (!pupil) return;
    $("back").disabled = at === 0;
    $("next").disabled = at === this.pupils.length - 1;
    $("smaller").disabled = this.zoom === 0;
    $("larger").disabled = this.zoom === ZOOMS.length - 1;
    const turn = ++this.turn;
    const room = this.room = $("sides").clientWidth;
    const pages = pupil.pages[1] - pupil.pages[0];
    const beside = room >= 560 && pages > 1 ? 2 : 1;
    const width = Math.min((room - 12 * beside) / beside, 720) * ZOOMS[this.zoom];
    const scale = (width * Math.min(devicePixelRatio, 2)) / A4;
    const images = [];
    for (let page = pupil.pages[0]; page < pupil.pages[1]; page++) {
      const answer = await this.picture(page, scale);
      if (turn !== this.turn) return;
      if (!answer?.ok) return show($("look"), false);
      const side = page - pupil.pages[0] + 1;
      const image = make("img", {
        src: URL.createObjectURL(new Blob([answer.bytes], { type: "image/png" })),
        alt: `Памятка: ${pupil.name}, страница ${side} из ${pages}. Текст для чтения вслух есть в PDF.`,
        width: Math.round(width), height: Math.round((width * answer.height) / answer.width),
      });
      image.onload = () => URL.revokeObjectURL(image.src);
      images.push(image);
    }
    $("sides").replaceChildren(...images);
    $("sides").dataset.shown = `${pupil.row}:${this.zoom}`;
  }
}
