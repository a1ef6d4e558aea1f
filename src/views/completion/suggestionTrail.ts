import type { CompletionRequest, Suggestion } from "../../protocol/completion";
import type { TextChange } from "../editor/trackedRange";

/** Accepted suggestions that are remembered at most, over all documents. */
const MOST_ACCEPTED = 20;

/** A suggestion that was shown, and what became of it. */
export interface ShownSuggestion {
  /** The document's URI. */
  readonly document: string;
  /** As the model was asked for it. */
  readonly request: CompletionRequest;
  readonly suggestion: Suggestion;
  /** Where it begins in the document as that is now, and how much of it is there: UTF-16 code units. */
  readonly offset: number;
  readonly taken: number;
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
    return [...this.#accepted, ...(this.#last === null ? [] : [this.#last])].findLast(({ suggestion }) => suggestion.id === id) ?? this.#choose(id);
  }

  /** Something is shown: `options` whole, of which `taken` code units before the cursor are in the document, the first one in front. */
  show(document: string, offset: number, taken: number, request: CompletionRequest, options: readonly Suggestion[]): void {
    const [suggestion] = options;
    if (suggestion === undefined) return;
    this.#last = { document, request, suggestion, options, offset, taken, accepted: false };
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
  follow(document: string, changes: readonly TextChange[]): void {
    // From the end of the document to its start, no change moves the offsets of those still to come.
    const fromTheEnd = changes.toSorted((a, b) => b.rangeOffset - a.rangeOffset);
    const all = new Set([...this.#accepted, ...(this.#last === null ? [] : [this.#last])]);
    let told = false;
    for (const shown of all) {
      if (shown.document !== document) continue;
      for (const change of fromTheEnd) told = this.#followOne(shown, change) || told;
    }
    if (told) this.changed();
  }

  #keep(shown: Follow): void {
    if (shown.accepted) return;
    shown.accepted = true;
    shown.taken = shown.suggestion.text.length;
    this.#accepted = [...this.#accepted, shown].slice(-MOST_ACCEPTED);
  }

  #choose(id: string): ShownSuggestion | null {
    const suggestion = this.#last?.options.find(option => option.id === id);
    return this.#last === null || suggestion === undefined ? null : { ...this.#last, suggestion };
  }

  /** Returns whether something that is shown of it has changed. */
  #followOne(shown: Follow, { rangeOffset, rangeLength, text }: TextChange): boolean {
    const end = shown.offset + shown.taken;
    const typed = text.replaceAll("\r\n", "\n");
    if (rangeOffset === end && rangeLength === 0 && !shown.accepted) {
      const start = shown.suggestion.text.slice(0, shown.taken) + typed;
      const option = [shown.suggestion, ...shown.options].find(one => one.text.startsWith(start));
      if (option === undefined) return false;
      shown.suggestion = option;
      shown.taken += typed.length;
      // Typed to its end by hand, it is as good as accepted, but nobody did.
      if (shown.taken < option.text.length || typed.length <= 1) return false;
      this.#keep(shown);
      return true;
    }
    const changeEnd = rangeOffset + rangeLength;
    const delta = text.length - rangeLength;
    if (rangeOffset >= end) return false;
    if (changeEnd <= shown.offset) {
      shown.offset += delta;
      return delta !== 0;
    }
    const left = Math.max(0, shown.taken - rangeLength);
    // Undone, or deleted: what is gone has no mark.
    if (shown.accepted && rangeOffset <= shown.offset && changeEnd >= end) this.#accepted = this.#accepted.filter(other => other !== shown);
    shown.offset = Math.min(shown.offset, rangeOffset);
    if (!shown.accepted) shown.taken = Math.min(left, shown.taken);
    return true;
  }
}
