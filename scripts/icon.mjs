// Draws media/icon.svg as media/icon.png, 128 × 128: the Marketplace takes no SVG.
import { readFileSync } from "node:fs";
import { openBrowser } from "./host/browser.mjs";
import { inRoot } from "./paths.mjs";

const browser = await openBrowser({ viewport: { width: 128, height: 128 } });
try {
  await browser.page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${readFileSync(inRoot("media/icon.svg"), "utf8")}`);
  await browser.page.screenshot({ path: inRoot("media/icon.png"), omitBackground: true });
} finally {
  await browser.close();
}
