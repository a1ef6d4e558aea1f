import { drive } from "./bridgeClient";
import type { Point, Target } from "./driver";

/** Narrows which element is meant, and for how many milliseconds to wait for it. */
export interface Which {
  readonly text?: string;
  readonly timeout?: number;
}

/**
 * The elements of a window's workbench, or of one webview in it, by CSS selector. Each call waits until the element is
 * there (20 s at most); where several match, it means the first.
 */
export class Surface {
  constructor(
    protected readonly window: number,
    private readonly marker?: string,
  ) {}

  /** Waits until the element is visible. */
  async waitFor(selector: string, which: Which = {}): Promise<void> {
    await drive(this.window, "waitFor", this.target(selector, which.text), "visible", which.timeout);
  }

  /** Waits until no such element is visible. */
  async waitUntilGone(selector: string, which: Which = {}): Promise<void> {
    await drive(this.window, "waitFor", this.target(selector, which.text), "hidden", which.timeout);
  }

  /** Clicks its middle, or a point in CSS pixels from its top left corner. */
  async click(
    selector: string,
    options: { text?: string; at?: Point; button?: "left" | "right"; modifiers?: ("Alt" | "Control" | "Shift")[]; count?: number } = {},
  ): Promise<void> {
    const { text, ...more } = options;
    await drive(this.window, "click", this.target(selector, text), more);
  }

  /** Moves the mouse over its middle, or over a point of it. */
  async hover(selector: string, options: { text?: string; at?: Point } = {}): Promise<void> {
    await drive(this.window, "hover", this.target(selector, options.text), options.at);
  }

  /** Gives it the keyboard: `press` of the window then reaches it. */
  async focus(selector: string, which: Which = {}): Promise<void> {
    await drive(this.window, "focus", this.target(selector, which.text));
  }

  /** Replaces the text of an input. */
  async fill(selector: string, text: string): Promise<void> {
    await drive(this.window, "fill", this.target(selector), text);
  }

  /** Turns the wheel over a point of it; positive is right and down. */
  async wheel(selector: string, at: Point, turn: Point): Promise<void> {
    await drive(this.window, "wheel", this.target(selector), at, turn);
  }

  /** Drags from one point of it to another. */
  async drag(selector: string, from: Point, to: Point): Promise<void> {
    await drive(this.window, "drag", this.target(selector), from, to);
  }

  /** Its place in the window and its size, in CSS pixels. */
  async box(selector: string): Promise<Point & { width: number; height: number }> {
    return await drive(this.window, "box", this.target(selector));
  }

  /** How many elements match now; does not wait for one. */
  async count(selector: string, which: Pick<Which, "text"> = {}): Promise<number> {
    return await drive(this.window, "count", this.target(selector, which.text));
  }

  /** The text of the first match, once it is visible. */
  async text(selector: string, which: Which = {}): Promise<string> {
    await this.waitFor(selector, which);
    const [text] = await drive(this.window, "texts", this.target(selector, which.text));
    if (text === undefined) throw new Error(`${selector} went away.`);
    return text;
  }

  /** The text of each match that is visible now; does not wait for one. */
  async texts(selector: string): Promise<string[]> {
    return await drive(this.window, "texts", this.target(selector));
  }

  /** An attribute of each match, null where it has none; does not wait for one. */
  async attributes(selector: string, name: string): Promise<(string | null)[]> {
    return await drive(this.window, "attributes", this.target(selector), name);
  }

  /**
   * Runs a function in the page and returns its result. It travels as text: it sees its parameter and the page's
   * globals, nothing around it, and parameter and result must be JSON.
   */
  async evaluate<P, R>(run: (parameter: P) => R | Promise<R>, parameter: P): Promise<R> {
    return (await drive(this.window, "evaluate", this.marker, run.toString(), JSON.stringify(parameter) ?? "undefined")) as R;
  }

  /** Writes out/screenshots/NAME.png of the window, or of one element, and returns its path. */
  async screenshot(name: string, selector?: string): Promise<string> {
    return await drive(this.window, "screenshot", name, ...(selector === undefined ? [] : [this.target(selector)]));
  }

  private target(selector: string, text?: string): Target {
    return { selector, ...(this.marker !== undefined && { webview: this.marker }), ...(text !== undefined && { text }) };
  }
}
