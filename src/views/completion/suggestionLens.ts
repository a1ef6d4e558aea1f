import { CodeLens, type CodeLensProvider, EventEmitter, type Event, Range, type TextDocument } from "vscode";
import type { Disposes } from "../disposableStore";
import { COMMANDS } from "../names";
import type { SuggestionTrail } from "./suggestionTrail";

/** Offers "why this?" above the lines in which suggestions were accepted. */
export class SuggestionLens implements CodeLensProvider, Disposes {
  readonly #changed = new EventEmitter<void>();
  readonly onDidChangeCodeLenses: Event<void> = this.#changed.event;

  constructor(
    private readonly trail: () => SuggestionTrail,
    private readonly wanted: (document: TextDocument) => boolean,
  ) {}

  /** Something was accepted, or is gone. */
  refresh(): void {
    this.#changed.fire();
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    if (!this.wanted(document)) return [];
    const key = document.uri.toString();
    return this.trail()
      .accepted.filter(shown => shown.document === key)
      .map(({ offset, suggestion }) => {
        const { line } = document.positionAt(offset);
        return new CodeLens(new Range(line, 0, line, 0), { title: "Model Lens: why this?", command: COMMANDS.explainSuggestion, arguments: [suggestion.id] });
      });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
