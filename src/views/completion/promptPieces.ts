import type { PromptPart } from "../../protocol/completion";
import type { TextRange } from "../../protocol/tokens";
import type { TrackedRange } from "../editor/trackedRange";
import { asWritten } from "./lineEndings";
import { promptRange } from "./promptRange";
import type { ShownSuggestion } from "./suggestionTrail";

/** A piece of a document's text that a prompt holds. */
export interface PromptPiece {
  /** Where it stands in the prompt. */
  readonly range: TextRange;
  /** Where it ends in the text before the cursor, or in the one behind it. */
  readonly until: number;
  /** Where it is in the document as that is now. */
  readonly tracked: TrackedRange;
}

type Shown = Pick<ShownSuggestion, "request" | "ending" | "offset" | "end">;

/**
 * The pieces of a document's text in a suggestion's prompt. First comes the one that ends at the cursor, or where the model wrote on again (token healing); an empty
 * one where the prompt holds nothing from before the cursor. A middle that begins before the cursor stands behind the suffix: what is
 * before it is another piece, and what is behind the cursor a third. `whole` is the document's text.
 */
export function promptPieces(parts: readonly PromptPart[], shown: Shown, whole: string): readonly [PromptPiece, ...PromptPiece[]] {
  const ofDocument = parts.filter(({ of, range }) => (of === "before" || of === "behind") && range.end > range.start);
  const own = ofDocument.findLast(({ of }) => of === "before") ?? { of: "before", from: shown.request.prefix.length, range: { start: 0, end: 0 } };
  return [pieceOf(own, shown, whole), ...ofDocument.filter(part => part !== own).map(part => pieceOf(part, shown, whole))];
}

/** A part of the prefix or the suffix ends so far before the suggestion's beginning, or behind the end of what is there of it. */
function pieceOf({ of, from, range }: PromptPart, { request, ending, offset, end }: Shown, whole: string): PromptPiece {
  const source = of === "before" ? request.prefix : request.suffix;
  const until = from + range.end - range.start;
  const text = asWritten(source.slice(from, until), ending);
  const last = of === "before" ? offset - asWritten(source.slice(until), ending).length : end + asWritten(source.slice(0, until), ending).length;
  return { range, until, tracked: promptRange(text, Math.max(text.length, last), whole) };
}
