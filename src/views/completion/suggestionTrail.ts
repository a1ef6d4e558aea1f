import type { CompletionRequest, Suggestion } from "../../protocol/completion";
import type { TextChange } from "../editor/trackedRange";
import { asRead, asWritten, type LineEnding } from "./lineEndings";
import { type LineChange, movedLines, type ReadLine } from "./movedLines";

/** Accepted suggestions that are remembered at most, over all documents. */
const MOST_ACCEPTED = 20;

/** Where a suggestion stands in a document. */
export interface SuggestionPlace {
  /** The document's URI. */
  readonly document: string;
  /** Where it begins, in the document's UTF-16 code units, and how much of its text is there already, in those of the text. */
  readonly offset: number;
  readonly taken: number;
  /** The line (from 0) in which it begins. */
  readonly line: number;
  readonly ending: LineEnding;
}

/** A suggestion that was shown, and what became of it: places are those in the document as it is now. */
export interface ShownSuggestion extends Omit<SuggestionPlace, "line"> {
  /** As the model was asked for it. */
  readonly request: CompletionRequest;
  readonly suggestion: Suggestion;
  /** Where what is there of it ends, in the document's code units. */
  readonly end: number;
  /** The lines that the model read most. */
  readonly read: readonly ReadLine[];
  readonly accepted: boolean;
}

type Follow = { -readonly [K in keyof ShownSuggestion]: ShownSuggestion[K] } & { options: readonly Suggestion[] };

/**
 * What was suggested last, and what was accepted, wherever edits have moved it since. VS Code does not tell that words or
 * lines of a suggestion are accepted: it is seen from the edits.
 */
export class SuggestionTrail {
  #last: Follow | null = null;
  #accepted: Follow[] = [];

  constructor(private readonly changed: () => void) {}

  /** The suggestion that was shown or accepted last; null before the first. */
  get last(): ShownSuggestion | null {
    return this.#last;
  }

  /** In the order in which they were accepted. */
  get accepted(): readonly ShownSuggestion[] {
    return this.#accepted;
  }

  /** The shown or accepted suggestion of this id. */
  find(id: string): ShownSuggestion | null {
    return this.#all().findLast(({ suggestion }) => suggestion.id === id) ?? this.#choose(id);
  }

  /** The accepted suggestion, or the part of one, in whose text an offset of a document lies; null where there is none. */
  at(document: string, offset: number): ShownSuggestion | null {
    return this.#all().findLast(shown => shown.document === document && shown.offset <= offset && offset < shown.end) ?? null;
  }

  /** Something is shown: `options` whole, the first one in front, of which the beginning may be in the document already. */
  show({ line, ...place }: SuggestionPlace, request: CompletionRequest, options: readonly Suggestion[]): void {
    const [suggestion] = options;
    if (suggestion === undefined) return;
    const end = place.offset + asWritten(suggestion.text.slice(0, place.taken), place.ending).length;
    const read = suggestion.read.flatMap(one => (one.line <= line ? [{ ...one, line: line - one.line }] : []));
    this.#last = { ...place, end, read, request, suggestion, options, accepted: false };
    this.changed();
  }

  /** A suggestion was accepted as a whole. */
  accept(id: string): void {
    const shown = this.#last;
    const suggestion = shown?.options.find(option => option.id === id);
    if (shown === null || suggestion === undefined) return;
    shown.suggestion = suggestion;
    this.#keep(shown);
    this.changed();
  }

  /** Follows the edits of one event. */
  follow(document: string, changes: readonly (TextChange & LineChange)[]): void {
    // From the end of the document to its start, no change moves the offsets of those still to come.
    const fromTheEnd = changes.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
    let told = false;
    for (const shown of this.#all()) {
      if (shown.document !== document) continue;
      shown.read = movedLines(shown.read, changes);
      for (const change of fromTheEnd) told = this.#followOne(shown, change) || told;
    }
    if (told) this.changed();
  }

  /** Each once, what was shown last in the end. */
  #all(): Follow[] {
    return [...new Set([...this.#accepted, ...(this.#last === null ? [] : [this.#last])])];
  }

  #keep(shown: Follow): void {
    if (shown.accepted) return;
    shown.accepted = true;
    shown.taken = shown.suggestion.text.length;
    shown.end = shown.offset + asWritten(shown.suggestion.text, shown.ending).length;
    this.#accepted = [...this.#accepted, shown].slice(-MOST_ACCEPTED);
  }

  #choose(id: string): ShownSuggestion | null {
    const suggestion = this.#last?.options.find(option => option.id === id);
    return this.#last === null || suggestion === undefined ? null : { ...this.#last, suggestion };
  }

  /** Returns whether something that is shown of it has changed. */
  #followOne(shown: Follow, { rangeOffset, rangeLength, text }: TextChange): boolean {
    const { offset, end } = shown;
    if (rangeOffset === end && rangeLength === 0 && !shown.accepted) return this.#goesOn(shown, text);
    const changeEnd = rangeOffset + rangeLength;
    const delta = text.length - rangeLength;
    if (rangeOffset >= end) return false;
    shown.end = Math.max(end, changeEnd) + delta;
    if (changeEnd <= offset) {
      shown.offset += delta;
      return delta !== 0;
    }
    // Undone, or deleted: what is gone has no mark.
    if (shown.accepted && rangeOffset <= offset && changeEnd >= end) this.#accepted = this.#accepted.filter(other => other !== shown);
    shown.offset = Math.min(offset, rangeOffset);
    if (!shown.accepted) {
      const still = asWritten(shown.suggestion.text, shown.ending).slice(0, shown.end - shown.offset);
      shown.taken = Math.min(asRead(still).length, shown.taken);
    }
    return true;
  }

  /** Something was put in behind what is there of a suggestion. */
  #goesOn(shown: Follow, text: string): boolean {
    const typed = asRead(text);
    const start = shown.suggestion.text.slice(0, shown.taken) + typed;
    const option = [shown.suggestion, ...shown.options].find(one => one.text.startsWith(start));
    if (option === undefined) return false;
    shown.suggestion = option;
    shown.taken += typed.length;
    shown.end += text.length;
    // Typed to its end by hand, it is as good as accepted, but nobody did.
    if (shown.taken < option.text.length || typed.length <= 1) return false;
    this.#keep(shown);
    return true;
  }
}
