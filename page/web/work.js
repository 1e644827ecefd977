// Work on the list: questions are asked one after another, in a worker. What runs
// can be broken off. Where the browser lets a page from disk have no worker, the
// page itself answers, slice by slice.
import { engineOf } from "./engine.js";

const inside = (id) => document.getElementById(id).textContent;
/** Lets the browser show and hear what there is, for so many milliseconds. */
const pause = (time = 0) => new Promise((done) => setTimeout(done, time));

export class Work {
  constructor() {
    this.list = null;
    this.emblem = null;
    this.waiting = new Map();
    this.number = 0;
    this.start();
  }

  /** Begins with a new instance, which knows no list. */
  start() {
    this.fresh = true;
    this.ready = this.aside().catch(() => this.alone());
    this.turn = this.ready;
  }

  async aside() {
    const source = URL.createObjectURL(new Blob([inside("worker")], { type: "text/javascript" }));
    const worker = this.worker = new Worker(source);
    URL.revokeObjectURL(source);
    await new Promise((done, fail) => {
      worker.onmessage = ({ data }) => {
        if (data.ready) done();
        else if (data.failed) fail(new Error(data.failed));
        else this.hear(data);
      };
      worker.onerror = fail;
      worker.postMessage({ packed: inside("module") });
    });
  }

  async alone() {
    this.worker = null;
    this.engine = await engineOf(inside("module"));
  }

  hear({ number, done, answer }) {
    const waits = this.waiting.get(number);
    if (!waits) return;
    if (done !== undefined) return waits.progress?.(done);
    this.waiting.delete(number);
    if (answer.lost) this.fresh = true;
    waits.resolve(answer);
  }

  /** Answers `question`; `progress` is told how many pupils are done. */
  ask(question, { bytes, progress } = {}) {
    const number = ++this.number;
    const post = async () => {
      if (!this.waiting.has(number)) return;
      // An instance that is new gets the list with the first question about it.
      if ("file" in question && this.fresh) {
        if (this.emblem) await this.tell({ number: 0, question: { do: "emblem" }, bytes: this.emblem });
        bytes = this.list;
        this.fresh = false;
      }
      await this.tell({ number, question, bytes });
    };
    return new Promise((resolve, reject) => {
      this.waiting.set(number, { resolve, reject, progress });
      const turn = this.turn.then(post);
      turn.catch(reject);
      this.turn = turn.catch(() => this.ready);
    });
  }

  async tell({ number, question, bytes }) {
    if (this.worker) return this.worker.postMessage({ number, question, bytes });
    await pause(30);
    const answer = await this.engine(question, bytes, async (done) => {
      this.hear({ number, done });
      await pause();
      return !this.waiting.has(number);
    });
    if (answer) this.hear({ number, answer });
  }

  /** Another list: the next question takes it along. */
  take(list) {
    this.list = list;
    this.fresh = true;
  }

  /** Breaks off what runs and what waits. */
  cancel() {
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    if (this.worker) {
      this.worker.terminate();
      this.start();
    }
    // What runs in the page sees that nobody waits, and takes what it knew along.
    this.fresh = true;
    for (const { reject } of waiting) reject(new Cancelled());
  }
}

/** What a question ends with that was broken off. */
export class Cancelled extends Error {}
