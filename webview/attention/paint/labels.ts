import type { Token } from "../../../src/protocol/tokens";
import { ellipsis } from "../../draw/axis";
import { visibleText } from "../../draw/tokenText";

/** Size of token text in pictures, in pixels. */
export const LABEL_SIZE = 12;

/** Token texts as labels: made visible, measured and cut once, because measuring text is slow. */
export class Labels {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();
  readonly #cut = new Map<string, string>();
  #widest = 0;
  readonly font: string;

  constructor(
    readonly tokens: readonly Token[],
    family: string,
  ) {
    const context = document.createElement("canvas").getContext("2d");
    if (!context) throw new Error("This browser draws no canvas.");
    this.font = `${LABEL_SIZE}px ${family}`;
    this.#context = context;
    context.font = this.font;
  }

  /** The whole text of a token. */
  text(token: number): string {
    return visibleText(this.tokens[token]?.text ?? "");
  }

  /** The text of a token, cut to `room` pixels. */
  cut(token: number, room: number): string {
    const key = `${token} ${room}`;
    const known = this.#cut.get(key);
    if (known !== undefined) return known;
    const made = ellipsis(this.text(token), room, text => this.width(text));
    this.#cut.set(key, made);
    return made;
  }

  width(text: string): number {
    const known = this.#widths.get(text);
    if (known !== undefined) return known;
    const width = this.#context.measureText(text).width;
    this.#widths.set(text, width);
    return width;
  }

  /** The widest label in pixels, of so many tokens that the others hardly matter. */
  widest(): number {
    if (this.#widest > 0) return this.#widest;
    const step = Math.max(1, Math.floor(this.tokens.length / 400));
    for (let token = 0; token < this.tokens.length; token += step) this.#widest = Math.max(this.#widest, this.width(this.text(token)));
    return this.#widest;
  }
}
