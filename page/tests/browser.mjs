// A browser with the page in it: starts Chromium or Firefox, drops lists, keeps
// what is saved, counts requests. One library drives them all.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createRequire } from "node:module";

const require = createRequire(path.join(process.env.PAMYATKA_BROWSERS, "node_modules", "x.js"));
const puppeteer = require("puppeteer-core");
export const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const LAUNCH = {
  chromium: { executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--force-color-profile=srgb"] },
  // The last one for Windows 7.
  "chromium-109": { executablePath: path.join(process.env.PAMYATKA_BROWSERS, "chromium"), args: ["--no-sandbox", "--disable-gpu"] },
  firefox: { browser: "firefox", executablePath: "/usr/bin/firefox-esr" },
};

export async function open(kind, file) {
  const saved = fs.mkdtempSync(path.join(os.tmpdir(), "pamyatka-saved-"));
  const browser = await puppeteer.launch({
    ...LAUNCH[kind], headless: true, protocolTimeout: 300_000,
    extraPrefsFirefox: {
      "browser.download.dir": saved, "browser.download.folderList": 2,
      "browser.download.alwaysOpenPanel": false, "browser.helperApps.neverAsk.saveToDisk": "application/pdf,application/zip,text/csv,text/plain",
      "pdfjs.disabled": false, "browser.download.open_pdf_attachments_inline": false,
    },
  });
  const [page] = await browser.pages();
  if (kind !== "firefox") {
    const session = await browser.target().createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: saved });
  }
  const requests = [];
  const errors = [];
  page.on("request", (request) => { if (!/^(blob|data|about):/.test(request.url())) requests.push(request.url()); });
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
  page.on("console", (message) => { if (message.type() === "error") errors.push(message.text()); });
  await page.setViewport({ width: 1100, height: 900 });
  await page.goto(`file://${path.resolve(file)}`);

  // Asked from here: a wait inside of a busy Firefox sees only what stays.
  const wait = async (what, ...given) => {
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      if (await page.evaluate(what, ...given)) return;
      await new Promise((done) => setTimeout(done, 20));
    }
    const seen = await page.evaluate(() => document.querySelector("main").innerText);
    throw new Error(`waited for ${what}\n${seen}\n${errors.join("\n")}`);
  };
  const self = {
    browser, page, requests, errors, wait,
    /** Drops a file on the page. */
    async drop(name, bytes) {
      await page.evaluate((name, data) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name));
        document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      }, name, Buffer.from(bytes).toString("base64"));
    },
    text: (id) => page.evaluate((id) => document.getElementById(id).textContent, id),
    data: (name) => page.evaluate((name) => document.documentElement.dataset[name], name),
    click: (id) => page.evaluate((id) => document.getElementById(id).click(), id),
    /** Chooses a file for a field. */
    async choose(id, file) {
      const field = await page.$(`#${id}`);
      await field.uploadFile(path.resolve(file));
    },
    /** The address of the tab that a click opens. Nothing may move meanwhile: browsers want the
        mouse for that. Firefox shows a PDF that was saved in a tab before the page. */
    async opens(selector) {
      await page.bringToFront();
      const opened = new Promise((done, fail) => {
        browser.once("targetcreated", done);
        setTimeout(() => fail(new Error(`${selector} opens nothing`)), 30_000).unref();
      });
      await page.click(selector);
      const tab = await opened;
      // It is blank at first.
      for (const end = Date.now() + 10_000; /^(about:blank)?$/.test(tab.url()) && Date.now() < end; ) {
        await new Promise((done) => setTimeout(done, 50));
      }
      const address = tab.url();
      await (await tab.page())?.close();
      return address;
    },
    /** Types into a field. */
    async set(selector, value) {
      await page.evaluate((selector, value) => {
        const field = document.querySelector(selector);
        if (!field) throw new Error(`no ${selector}`);
        field.value = value;
        for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
      }, selector, value);
    },
    /** What a click saves: its name and bytes. */
    async saves(act) {
      const before = new Set(fs.readdirSync(saved));
      await act();
      // Browsers write under another name first: what stays the same is done.
      let last = "";
      for (let tries = 0; tries < 600; tries++) {
        await new Promise((done) => setTimeout(done, 50));
        const fresh = fs.readdirSync(saved).filter((name) => !before.has(name));
        const size = fresh.length === 1 && fs.statSync(path.join(saved, fresh[0]), { throwIfNoEntry: false })?.size;
        const now = size ? `${fresh[0]}: ${size}` : "";
        if (now && now === last && !/\.(crdownload|part)$/.test(fresh[0])) {
          const file = path.join(saved, fresh[0]);
          const bytes = fs.readFileSync(file);
          fs.rmSync(file);
          return { name: fresh[0], bytes };
        }
        last = now;
      }
      throw new Error("nothing was saved");
    },
    async close() {
      await browser.close();
      fs.rmSync(saved, { recursive: true, force: true });
    },
  };
  await wait(() => document.documentElement.dataset.ready);
  return self;
}
