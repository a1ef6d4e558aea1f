import { Problem } from "../../protocol/problem";
import { LONGEST_WHAT_IF } from "../../protocol/whatIf";
import type { Comparison } from "./positionChanges";

/** What one side of a comparison reads, and where. */
export interface Side {
  readonly ids: readonly number[];
  readonly positions: readonly number[];
  /** Its places that are compared, in the order in which the other side has the same tokens. */
  readonly places: readonly number[];
}

/** A text's tokens as they are read: `special` of them stand in front of the text itself. */
export interface ReadText {
  readonly ids: readonly number[];
  readonly special: number;
}

/** Which tokens each side of a comparison reads for a model made for `context` tokens. Throws `input-invalid` where the text is too short for it. */
export function sidesOf({ shift, reordered, most }: Comparison, text: ReadText, context: number): { readonly before: Side; readonly after: Side } {
  if (most !== null) return pastContext(text, most, context);
  const ids = text.ids.slice(0, Math.min(LONGEST_WHAT_IF, context));
  const places = counted(ids.length);
  // Every token in another place, the same in every run.
  const order = reordered ? [...places].reverse() : places;
  return {
    before: { ids, positions: places, places: order },
    after: { ids: order.map(place => ids[place] as number), positions: places.map(place => place + shift), places },
  };
}

/** The text's last tokens as the model would read them, behind the same special tokens, and up to `most` of its tokens in one go. */
function pastContext({ ids: all, special }: ReadText, most: number, context: number): { before: Side; after: Side } {
  if (all.length <= context) {
    throw new Problem("input-invalid", `The text has ${all.length.toLocaleString("en")} tokens; the model was made for up to ${context.toLocaleString("en")}: none of them stands past that.`, {
      remedy: `Select at least ${(context + 1).toLocaleString("en")} tokens.`,
    });
  }
  const ids = all.slice(0, most);
  const kept = Math.min(special, context - 1);
  const places = counted(context).map(place => (place < kept ? place : place + ids.length - context));
  return {
    before: { ids: places.map(place => ids[place] as number), positions: counted(context), places: counted(context) },
    after: { ids, positions: counted(ids.length), places },
  };
}

const counted = (length: number): number[] => Array.from({ length }, (_, index) => index);
