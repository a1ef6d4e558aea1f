import { type CancellationToken, InlineCompletionItem, type InlineCompletionContext, type InlineCompletionItemProvider, InlineCompletionTriggerKind, type Position, Range, type TextDocument, workspace } from "vscode";
import type { CompletionRequest, Suggestion } from "../../protocol/completion";
import { read } from "../editor/chosenText";
import { SUGGESTION_ACCEPTED, TEXT_SCHEME } from "../names";
import { along, type AnswerAlong } from "./answers";
import { type Clock, wait } from "./clock";
import type { CompletionQuestion, Completions } from "./completions";
import type { CompletionSettings } from "./completionSettings";
import { cutText } from "./cutText";
import { fileChoice } from "./fileChoice";
import { lineEndingOf } from "./lineEndingOf";
import { asRead, asWritten } from "./lineEndings";
import { matchesFile } from "./matchesFile";
import type { NeighbourTexts } from "./neighbourTexts";
import { selectedFirst } from "./selectedFirst";
import { suggestsHere } from "./suggestsHere";
import type { SuggestionTrail } from "./suggestionTrail";

/** What suggestions are made with. */
export interface CompletionProviderParts {
  readonly completions: Completions;
  readonly clock: Clock;
  readonly trail: SuggestionTrail;
  readonly neighbours: NeighbourTexts;
  /** Folder of the model; null while there is none. */
  readonly folder: () => string | null;
  readonly settings: (document: TextDocument) => CompletionSettings;
  /** Whether suggestions were paused. */
  readonly paused: () => boolean;
  readonly trusted: () => boolean;
  /** An answer came, and is on the trail. */
  readonly answered: (answer: AnswerAlong, invoked: boolean) => void;
  readonly failed: (thrown: unknown, invoked: boolean) => void;
}

/**
 * Milliseconds after which a suggestion that is still being made is shown as far as it has come: VS Code takes back what has
 * not come after 750 ms of typing, and shows IntelliSense's list in its place.
 */
const PATIENCE = 600;
/** Texts of VS Code's own and of ours in which nothing is written but a line, or nothing at all. */
const NOT_WRITTEN = ["output", "comment", "vscode-scm", "search-editor", "debug", TEXT_SCHEME];

/** Whether suggestions come while typing in this document, by the settings alone. */
export function enabledIn(document: TextDocument, { enabled, files }: CompletionSettings): boolean {
  return fileChoice(files, pattern => matchesFile(pattern, document)) ?? enabled;
}

/** Ghost text by the active model, through VS Code's stable interface alone. */
export class CompletionProvider implements InlineCompletionItemProvider {
  constructor(private readonly parts: CompletionProviderParts) {}

  async provideInlineCompletionItems(document: TextDocument, position: Position, context: InlineCompletionContext, token: CancellationToken): Promise<InlineCompletionItem[] | null> {
    const { completions } = this.parts;
    const key = document.uri.toString();
    const invoked = context.triggerKind === InlineCompletionTriggerKind.Invoke;
    const folder = this.parts.folder();
    const settings = this.parts.settings(document);
    if (folder === null || !this.#wanted(document, position, settings, invoked)) {
      completions.stop(key);
      return null;
    }
    const offset = document.offsetAt(position);
    const question = { document: key, offset, request: this.#request(document, offset, folder, settings, invoked), invoked, ahead: settings.ahead };
    const abort = new AbortController();
    const listening = token.onCancellationRequested(() => abort.abort());
    const over = new AbortController();
    const whole = this.#answer({ ...question, signal: abort.signal }, document, position, context).finally(() => {
      listening.dispose();
      over.abort();
    });
    if (invoked) return whole;
    await Promise.race([whole, wait(this.parts.clock, PATIENCE, over.signal)]);
    const words = over.signal.aborted || token.isCancellationRequested ? "" : completions.soFar(question);
    if (words === "") return whole;
    // It goes on, for whoever types on as it says, and for the question why.
    listening.dispose();
    return this.#item(document, position, context, { id: "", text: words });
  }

  async #answer(question: CompletionQuestion, document: TextDocument, position: Position, context: InlineCompletionContext): Promise<InlineCompletionItem[] | null> {
    const { completions, trail } = this.parts;
    const { version } = document;
    const { document: key, offset, invoked, signal } = question;
    try {
      const answer = await completions.complete(question);
      if (answer === null || signal.aborted || document.version !== version) return null;
      const { request, typed, result } = answer;
      const items = answer.suggestions.flatMap(suggestion => this.#item(document, position, context, suggestion));
      const ending = lineEndingOf(document);
      const began = offset - asWritten(typed, ending).length;
      const place = { document: key, offset: began, taken: typed.length, line: document.positionAt(began).line, ending };
      if (items.length > 0) trail.show(place, request, result.suggestions.filter(one => along([one], typed).length > 0));
      this.parts.answered(answer, invoked);
      return items;
    } catch (error) {
      this.parts.failed(error, invoked);
      return null;
    }
  }

  #wanted(document: TextDocument, position: Position, settings: CompletionSettings, invoked: boolean): boolean {
    const { scheme } = document.uri;
    if (!this.parts.trusted() || NOT_WRITTEN.includes(scheme) || workspace.fs.isWritableFileSystem(scheme) === false) return false;
    if (invoked) return true;
    if (this.parts.paused() || !enabledIn(document, settings)) return false;
    const { text } = document.lineAt(position.line);
    return suggestsHere({ left: text.slice(0, position.character), right: text.slice(position.character) }, settings);
  }

  #request(document: TextDocument, offset: number, folder: string, settings: CompletionSettings, invoked: boolean): CompletionRequest {
    const { lines, contextTokens, newTokens, alternatives, confidence, weights } = settings;
    const text = cutText(offset, contextTokens, range => read(document, range));
    const files = settings.neighbours ? this.parts.neighbours.files(document, other => fileChoice(settings.files, pattern => matchesFile(pattern, other)) ?? true) : [];
    return {
      folder,
      prefix: asRead(text.prefix),
      suffix: asRead(text.suffix),
      language: document.languageId,
      neighbours: [...this.parts.neighbours.cells(document), ...files],
      lines,
      contextTokens,
      newTokens,
      alternatives: invoked ? alternatives : 1,
      // Who asks wants to see what there is.
      confidence: invoked ? 0 : confidence,
      weights,
    };
  }

  /** Ghost text at the cursor; while IntelliSense's list is open, only what begins as the selected entry does. */
  #item(document: TextDocument, position: Position, { selectedCompletionInfo: selected }: InlineCompletionContext, { id, text }: Pick<Suggestion, "id" | "text">): InlineCompletionItem[] {
    const command = { title: "Suggestion Accepted", command: SUGGESTION_ACCEPTED, arguments: [id] };
    if (selected === undefined) return [new InlineCompletionItem(text, new Range(position, position), command)];
    if (!selected.range.end.isEqual(position)) return [];
    const whole = selectedFirst(document.getText(selected.range), text, selected.text);
    return whole === null ? [] : [new InlineCompletionItem(whole, selected.range, command)];
  }
}
