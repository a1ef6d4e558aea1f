import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Frame, Locator, Page } from "playwright-core";

/** A place in a window: in the workbench itself, or in the webview that holds an element matching `webview`. */
export interface Target {
  readonly selector: string;
  /** Marks the webview: any selector that matches in it alone. */
  readonly webview?: string;
  /** Only elements that contain this text. */
  readonly text?: string;
}

/** A point in an element, in CSS pixels from its top left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const LIMIT = 20_000;
const PALETTE_LIMIT = 5_000;
/** How long one page is waited for before it is looked for again. */
const SLICE = 3000;
const POLL = 50;
const OFFERED = ".quick-input-list .monaco-list-row .label-name";

/**
 * Drives one window of VS Code by its page. Runs beside playwright; suites reach it through the bridge, so every
 * parameter and result is JSON.
 */
export class Driver {
  private readonly errors: string[] = [];

  /** `extension`: the folder by which an error is known to be ours. `pictures`: where screenshots go. */
  constructor(
    private readonly page: Page,
    private readonly extension: string,
    private readonly pictures: string,
  ) {
    page.setDefaultTimeout(LIMIT);
    page.on("console", message => {
      if (message.type() === "error") this.note(message.text());
    });
    page.on("pageerror", error => this.note(error.stack ?? error.message));
  }

  async press(keys: string): Promise<void> {
    await this.page.keyboard.press(keys);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async waitFor(target: Target, state: "visible" | "hidden", timeout = LIMIT): Promise<void> {
    if (state === "hidden" && target.webview !== undefined && (await this.frameNow(target.webview)) === null) return;
    if (state === "hidden") await (await this.locate(target, timeout)).first().waitFor({ state, timeout });
    else await this.seen(target, timeout);
  }

  /** What is in sight, and the milliseconds that are left of the time: a page that is replaced stays for a moment, and is looked for again. */
  private async seen(target: Target, timeout = LIMIT): Promise<{ locator: Locator; left: number }> {
    const end = performance.now() + timeout;
    for (;;) {
      const left = Math.max(1, end - performance.now());
      const locator = (await this.locate(target, left)).first();
      try {
        await locator.waitFor({ state: "visible", timeout: target.webview === undefined ? left : Math.min(SLICE, left) });
        return { locator, left: Math.max(1, end - performance.now()) };
      } catch (error) {
        if (left <= SLICE || target.webview === undefined) throw error;
      }
    }
  }

  async click(target: Target, options: { at?: Point; button?: "left" | "right"; modifiers?: ("Alt" | "Control" | "Shift")[]; count?: number } = {}): Promise<void> {
    const { at, count, ...more } = options;
    const { locator, left } = await this.seen(target);
    await locator.click({ ...more, timeout: left, ...(at && { position: at }), ...(count && { clickCount: count }) });
  }

  async hover(target: Target, at?: Point): Promise<void> {
    const { locator, left } = await this.seen(target);
    await locator.hover({ timeout: left, ...(at && { position: at }) });
  }

  async focus(target: Target): Promise<void> {
    await (await this.locate(target)).first().focus();
  }

  async fill(target: Target, text: string): Promise<void> {
    await (await this.locate(target)).first().fill(text);
  }

  /** Turns the wheel over a point of an element; positive is down, or right. */
  async wheel(target: Target, at: Point, turn: Point): Promise<void> {
    await this.hover(target, at);
    await this.page.mouse.wheel(turn.x, turn.y);
  }

  /** Presses the left button at one point of an element, moves to another and lets go. */
  async drag(target: Target, from: Point, to: Point): Promise<void> {
    const box = await this.box(target);
    await this.page.mouse.move(box.x + from.x, box.y + from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + to.x, box.y + to.y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** The element's place in the window, in CSS pixels. */
  async box(target: Target): Promise<Point & { width: number; height: number }> {
    const box = await (await this.locate(target)).first().boundingBox();
    if (box === null) throw new Error(`${describe(target)} is not visible.`);
    return box;
  }

  async count(target: Target): Promise<number> {
    if (target.webview !== undefined && (await this.frameNow(target.webview)) === null) return 0;
    return await (await this.locate(target)).count();
  }

  /** The text of each matching element that is visible now. */
  async texts(target: Target): Promise<string[]> {
    const locator = (await this.locate(target)).filter({ visible: true });
    return await locator.evaluateAll(elements => elements.map(element => (element as HTMLElement).innerText.trim()));
  }

  /** An attribute of each matching element, null where it has none. */
  async attributes(target: Target, name: string): Promise<(string | null)[]> {
    return await (await this.locate(target)).evaluateAll((elements, attribute) => elements.map(element => element.getAttribute(attribute)), name);
  }

  /** Runs `source`, a function's text, with one parameter as JSON, in the workbench or in a webview. */
  async evaluate(webview: string | undefined, source: string, parameter: string): Promise<unknown> {
    const frame = webview === undefined ? this.page.mainFrame() : await this.frame(webview);
    return await frame.evaluate(`(${source})(${parameter})`);
  }

  /** Opens the command palette, types, and leaves it open with the titles that it then offers. */
  async palette(text: string): Promise<string[]> {
    await this.page.keyboard.press("F1");
    const input = this.page.locator(".quick-input-widget input.input");
    await input.waitFor({ state: "visible" });
    await input.fill(`>${text}`);
    await this.page.locator(OFFERED).first().waitFor();
    return await this.page.locator(OFFERED).allInnerTexts();
  }

  /** Runs a command as a person does: by its title in the palette. */
  async run(title: string): Promise<void> {
    const offered = await this.palette(title);
    try {
      await this.page.locator(OFFERED).getByText(title, { exact: true }).first().click({ timeout: PALETTE_LIMIT });
    } catch {
      await this.page.keyboard.press("Escape");
      throw new Error(`The palette does not offer "${title}" but: ${offered.slice(0, 5).join(" | ")}`);
    }
  }

  async viewport(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** Writes a PNG and tells its path. */
  async screenshot(name: string, target?: Target): Promise<string> {
    mkdirSync(this.pictures, { recursive: true });
    const file = path.join(this.pictures, `${name.replaceAll(/[^\w.-]+/g, "-")}.png`);
    await (target ? (await this.locate(target)).first() : this.page).screenshot({ path: file });
    return file;
  }

  /** Loads the window's page again, as "Developer: Reload Window" does, and waits until the workbench is there. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.ready();
  }

  async close(): Promise<void> {
    await this.page.close();
  }

  /** Errors of the extension or of its pages that reached the console so far. */
  consoleErrors(): Promise<readonly string[]> {
    return Promise.resolve(this.errors);
  }

  /** Waits until the workbench is painted. */
  async ready(timeout = 60_000): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout });
  }

  /** VS Code has errors of its own; ours name our folder in a stack or in a page's address, or our policy's nonce. */
  private note(text: string): void {
    if (!text.includes(this.extension) && !/'nonce-(?!\.)/.test(text)) return;
    const clean = text.replace(/^%c\s*ERR color: #\w+ /, "");
    this.errors.push(clean);
    console.error(`  [console] ${clean}`);
  }

  private async locate({ selector, webview, text }: Target, timeout = LIMIT): Promise<Locator> {
    const place = webview === undefined ? this.page : await this.frame(webview, timeout);
    return place.locator(selector, text === undefined ? {} : { hasText: text });
  }

  private async frame(marker: string, timeout = LIMIT): Promise<Frame> {
    const end = performance.now() + timeout;
    for (;;) {
      const found = await this.frameNow(marker);
      if (found !== null) return found;
      if (performance.now() > end) throw new Error(`No webview holds ${marker} after ${timeout} ms.`);
      await new Promise(resolve => setTimeout(resolve, POLL));
    }
  }

  private async frameNow(marker: string): Promise<Frame | null> {
    for (const frame of this.page.frames()) {
      if (frame === this.page.mainFrame()) continue;
      try {
        if ((await frame.locator(marker).count()) > 0) return frame;
      } catch {
        // It went away while we asked.
      }
    }
    return null;
  }
}

const describe = ({ selector, webview, text }: Target): string =>
  `${selector}${text === undefined ? "" : ` with "${text}"`}${webview === undefined ? "" : ` in the webview with ${webview}`}`;
