import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { openBrowser } from "../host/browser.mjs";

const LIMIT = 20_000;

/**
 * Takes a picture of every case under every theme that the gallery's bar offers.
 * @param {string} address of the gallery
 * @param {string} folder for the pictures
 * @returns {Promise<number>} how many
 */
export async function shoot(address, folder) {
  mkdirSync(folder, { recursive: true });
  const browser = await openBrowser();
  try {
    const { page } = browser;
    /** @type {string[]} */
    const errors = [];
    page.on("pageerror", error => errors.push(error.message));
    page.on("console", message => message.type() === "error" && errors.push(message.text()));
    await page.goto(address);
    const [cases = [], themes = []] = await page
      .locator(".gallery-bar select")
      .evaluateAll(selects => selects.map(select => [.../** @type {HTMLSelectElement} */ (select).options].map(option => option.value)));
    if (cases.length === 0 || themes.length === 0) throw new Error("The gallery's bar offers no cases or no themes.");
    for (const name of cases) {
      for (const theme of themes) {
        await page.goto(`${address}?${String(new URLSearchParams({ case: name, theme, bar: "0" }))}`);
        const file = path.join(folder, `${name}-${theme}.png`);
        writeFileSync(file, await settledPicture(page));
        console.log(file);
      }
    }
    if (errors.length > 0) throw new Error(`The pages reported errors:\n${[...new Set(errors)].join("\n")}`);
    return cases.length * themes.length;
  } finally {
    await browser.close();
  }
}

/** A picture of the page once it no longer changes; animations stand still. @param {import("playwright-core").Page} page */
async function settledPicture(page) {
  const end = performance.now() + LIMIT;
  const take = () => page.screenshot({ animations: "disabled" });
  let last = await take();
  while (performance.now() < end) {
    const next = await take();
    if (next.equals(last)) return next;
    last = next;
  }
  throw new Error(`${page.url()} goes on changing.`);
}
