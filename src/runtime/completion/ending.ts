import type { CompletionRequest } from "../../protocol/completion";
import { blockEnd } from "./blockEnd";
import { closerTooMany } from "./closerTooMany";
import { indentationOf, isBlank, lastLineOf } from "./indentation";
import { loopIn, saysLinesAgain } from "./loop";
import { onlyBegins } from "./onlyBegins";
import { overlapOf } from "./overlap";
import { wholeWords, withoutCutEnd } from "./wholeWords";

/** Characters before the cursor and behind it that are looked at. */
const LOOKED_AT = 20_000;

/** A new text as far as it is worth showing. */
export interface Cut {
  readonly text: string;
  /** Whether what was written beyond it, or would be, is of no use: generation may stop. */
  readonly ended: boolean;
  /** Whether it ended because it went round in a circle. */
  readonly repeats: boolean;
}

/** Knows where a text at the cursor has to end: with its line or its block, before a bracket too many, before what follows it already, before a loop. */
export class Ending {
  /** The rest of the cursor's line. */
  readonly #rest: string;
  /** The first line behind it that says something. */
  readonly #following: string | null;
  readonly #prefix: string;

  constructor(private readonly request: Pick<CompletionRequest, "prefix" | "suffix" | "lines">) {
    this.#prefix = request.prefix.slice(-LOOKED_AT).replaceAll("\r\n", "\n");
    const [rest = "", ...lines] = request.suffix.slice(0, LOOKED_AT).replaceAll("\r\n", "\n").split("\n");
    this.#rest = rest;
    this.#following = lines.find(line => !isBlank(line)) ?? null;
  }

  /** What is left of a text that may yet grow. */
  growing(text: string): Cut {
    const written = text.replaceAll("\r\n", "\n");
    const places = [this.request.lines === "single" ? lineEnd(written) : blockEnd(this.#prefix, written), closerTooMany(this.#prefix, written, this.#rest), this.#repeatsFollowing(written)];
    const end = Math.min(...places.map(place => place ?? Infinity));
    const own = written.slice(0, end);
    const loop = loopIn(own, lastLineOf(this.#prefix));
    return { text: loop === null ? own : own.slice(0, loop), ended: loop !== null || end < written.length, repeats: loop !== null };
  }

  /** What can be shown already of a text that may yet grow: whole words, without what the rest of the line says too; "" while they say nothing. */
  begun(text: string): string {
    const own = wholeWords(this.growing(text).text);
    const left = own.slice(0, own.length - overlapOf(own, this.#rest)).trimEnd();
    return /[\p{L}\p{N}]/u.test(left) && !onlyBegins(left, this.#rest) && !saysLinesAgain(this.#prefix, left, this.#rest) ? left : "";
  }

  /** What is left of a text that will not grow any more; `cutShort`: though it would have gone on. */
  whole(text: string, cutShort = false): Cut {
    const grown = this.growing(text);
    const written = cutShort && !grown.ended ? withoutCutEnd(text) : text;
    // The last line is as long as it will be.
    const cut = grown.ended ? grown : this.growing(`${written}\n`);
    const own = cut.text.slice(0, Math.min(cut.text.length, written.length));
    const left = own.slice(0, own.length - overlapOf(own, this.#rest));
    const trimmed = isBlank(this.#rest) ? left.trimEnd() : left;
    const again = saysLinesAgain(this.#prefix, trimmed, this.#rest);
    return { text: again || isBlank(trimmed) || onlyBegins(trimmed, this.#rest) ? "" : trimmed, ended: true, repeats: cut.repeats || again };
  }

  /** Where a new line says what the first line behind the cursor's says, as deep as it. */
  #repeatsFollowing(text: string): number | null {
    const following = this.#following;
    if (following === null) return null;
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      const line = start === 0 ? `${lastLineOf(this.#prefix)}${text.slice(0, end)}` : text.slice(start, end);
      if (line.trim() === following.trim() && indentationOf(line) === indentationOf(following)) return Math.max(0, start - 1);
      start = end + 1;
    }
    return null;
  }
}

function lineEnd(text: string): number | null {
  const end = text.indexOf("\n");
  return end < 0 ? null : end;
}
