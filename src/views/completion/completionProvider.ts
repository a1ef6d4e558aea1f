import { type CancellationToken, InlineCompletionItem, type InlineCompletionContext, type InlineCompletionItemProvider, InlineCompletionTriggerKind, type Position, Range, type TextDocument, workspace } from "vscode";
import type { CompletionRequest, Suggestion } from "../../protocol/completion";
import { read } from "../editor/chosenText";
import { SUGGESTION_ACCEPTED, TEXT_SCHEME } from "../names";
import { along, type AnswerAlong } from "./answers";
import type { CompletionQuestion, Completions, FirstWords } from "./completions";
import type { CompletionSettings } from "./completionSettings";
import { cutText } from "./cutText";
import { fileChoice } from "./fileChoice";
import { lineEndingOf } from "./lineEndingOf";
import { asRead, asWritten } from "./lineEndings";
import { matchesFile } from "./matchesFile";
import type { NeighbourTexts } from "./neighbourTexts";
import { promptName } from "./promptName";
import { selectedFirst } from "./selectedFirst";
import { suggestsHere } from "./suggestsHere";
import type { SuggestionTrail } from "./suggestionTrail";

/** What suggestions are made with. */
export interface CompletionProviderParts {
  readonly completions: Completions;
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
  /** The whole is there of which first words are shown at a place: VS Code is to ask for it, or to hide them where they turned out wrong. */
  readonly grown: (document: TextDocument, position: Position, stands: boolean) => Promise<void>;
}

/** Texts of VS Code's own and of ours in which nothing is written but a line, or nothing at all. */
const NOT_WRITTEN = ["output", "comment", "vscode-scm", "search-editor", "debug", TEXT_SCHEME];

/** A question with all that its answer is made of. */
interface Asked {
  readonly question: CompletionQuestion;
  readonly document: TextDocument;
  readonly version: number;
  readonly position: Position;
  readonly context: InlineCompletionContext;
}

/** Whether suggestions come while typing in this document, by the settings alone. */
export function enabledIn(document: TextDocument, { enabled, files }: CompletionSettings): boolean {
  return fileChoice(files, pattern => matchesFile(pattern, document)) ?? enabled;
}

/** Ghost text by the active model, through VS Code's stable interface alone. */
export class CompletionProvider implements InlineCompletionItemProvider {
  /** A question that VS Code is made to ask again. */
  #growing: Asked | null = null;
  /** The question whose first words are shown while the whole is under way. */
  #begun: Asked | null = null;
  /** Settles once the whole suggestion is on the trail of which first words are shown; at once where none are. */
  whole: Promise<void> = Promise.resolve();

  constructor(private readonly parts: CompletionProviderParts) {}

  async provideInlineCompletionItems(document: TextDocument, position: Position, context: InlineCompletionContext, token: CancellationToken): Promise<InlineCompletionItem[] | null> {
    const { completions } = this.parts;
    const key = document.uri.toString();
    const invoked = context.triggerKind === InlineCompletionTriggerKind.Invoke && !this.#isGrowing(document, position);
    const folder = this.parts.folder();
    const settings = this.parts.settings(document);
    if (folder === null || !this.#wanted(document, position, settings, invoked)) {
      completions.stop(key);
      return null;
    }
    const offset = document.offsetAt(position);
    const abort = new AbortController();
    const question = { document: key, offset, request: this.#request(document, offset, folder, settings, invoked), invoked, ahead: settings.ahead, signal: abort.signal };
    const asked: Asked = { question, document, version: document.version, position, context };
    const listening = token.onCancellationRequested(() => abort.abort());
    try {
      const first = await completions.first(question);
      if (first === null || !("words" in first)) return this.#items(asked, first);
      this.whole = this.#grow(asked, first);
      return this.#item(asked, { id: "", text: first.words });
    } catch (error) {
      this.parts.failed(error, invoked);
      return null;
    } finally {
      // First words go on to the whole, for whoever types on as they say and for the question why.
      listening.dispose();
    }
  }

  /** Has the whole suggestion shown in place of its first words, which may have been wrong. */
  async #grow(asked: Asked, { words, whole }: FirstWords): Promise<void> {
    const { failed, grown } = this.parts;
    this.#begun = asked;
    try {
      const answer = await whole;
      if (answer === null || this.#items(asked, answer) === null) return;
      this.#growing = asked;
      await grown(asked.document, asked.position, answer.suggestions.some(({ text }) => text.startsWith(words)));
    } catch (error) {
      failed(error, asked.question.invoked);
    } finally {
      if (this.#growing === asked) this.#growing = null;
      if (this.#begun === asked) this.#begun = null;
    }
  }

  /** Somebody has hidden what was suggested in a document: nothing more is made of it. */
  hidden(document: TextDocument): void {
    this.parts.completions.stop(document.uri.toString());
  }

  /** The cursor is somewhere: where nothing was typed, nobody waits for the whole of what began elsewhere. */
  moved(document: TextDocument, position: Position): void {
    const begun = this.#begun;
    if (begun?.document === document && begun.version === document.version && !begun.position.isEqual(position)) this.hidden(document);
  }

  #isGrowing(document: TextDocument, position: Position): boolean {
    const asked = this.#growing;
    return asked?.document === document && asked.version === document.version && asked.position.isEqual(position);
  }

  /** What an answer says at its place; null where that is no more. */
  #items(asked: Asked, answer: AnswerAlong | null): InlineCompletionItem[] | null {
    const { question: { document: key, offset, invoked, signal }, document, version } = asked;
    if (answer === null || signal.aborted || document.version !== version) return null;
    const { request, typed, result } = answer;
    const items = answer.suggestions.flatMap(suggestion => this.#item(asked, suggestion));
    const ending = lineEndingOf(document);
    const began = offset - asWritten(typed, ending).length;
    const place = { document: key, offset: began, taken: typed.length, line: document.positionAt(began).line, ending };
    if (items.length > 0) this.parts.trail.show(place, request, result.suggestions.filter(one => along([one], typed).length > 0));
    this.parts.answered(answer, invoked);
    return items;
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
    // What a folder's settings keep to itself stays out of the prompts of other folders, too.
    const allowed = (other: TextDocument): boolean => fileChoice(this.parts.settings(other).files, pattern => matchesFile(pattern, other)) ?? true;
    const files = settings.neighbours ? this.parts.neighbours.files(document, allowed) : [];
    return {
      folder,
      prefix: asRead(text.prefix),
      suffix: asRead(text.suffix),
      language: document.languageId,
      ...(document.uri.scheme === "file" && { file: { name: promptName(document.uri, document.uri), project: workspace.getWorkspaceFolder(document.uri)?.name ?? null } }),
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
  #item({ document, position, context: { selectedCompletionInfo: selected } }: Asked, { id, text }: Pick<Suggestion, "id" | "text">): InlineCompletionItem[] {
    const command = { title: "Suggestion Accepted", command: SUGGESTION_ACCEPTED, arguments: [id] };
    if (selected === undefined) return [new InlineCompletionItem(text, new Range(position, position), command)];
    if (!selected.range.end.isEqual(position)) return [];
    const whole = selectedFirst(document.getText(selected.range), text, selected.text);
    return whole === null ? [] : [new InlineCompletionItem(whole, selected.range, command)];
  }
}
