import { commands, languages, type Memento, type Position, type TextDocument, window, workspace } from "vscode";
import type { Suggestion } from "../../protocol/completion";
import { Problem } from "../../protocol/problem";
import type { Client } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { EditorPaint } from "../editor/editorPaint";
import type { ModelCatalog } from "../modelCatalog";
import { COMPLETING_CONTEXT, MEMENTO, SETTINGS_SECTION, SUGGESTION_ACCEPTED, SUGGESTION_HIDDEN } from "../names";
import type { GenerationPanels } from "../panels/generationPanels";
import type { Report } from "../report";
import { completionSettings, generationWeights } from "../settings";
import type { StatusBar } from "../statusBar";
import { systemClock } from "./clock";
import { CompletionPause } from "./completionPause";
import { CompletionProvider, enabledIn } from "./completionProvider";
import { Completions } from "./completions";
import type { CompletionShown } from "./completionText";
import { explainSuggestion } from "./explainSuggestion";
import { NeighbourTexts } from "./neighbourTexts";
import { ReadLines } from "./readLines";
import { SuggestionLens } from "./suggestionLens";
import { type ShownSuggestion, SuggestionTrail } from "./suggestionTrail";

/** What completion works with. */
export interface InlineCompletionParts {
  readonly runtime: Client<typeof runtimeContract>;
  readonly catalog: ModelCatalog;
  readonly generations: GenerationPanels;
  readonly paint: EditorPaint;
  readonly report: Report;
  readonly status: StatusBar;
  readonly memento: Memento;
}

/** Ghost text in editors: joins the provider to the runtime, the status bar, the settings and what explains a suggestion. */
export class InlineCompletion implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #completions: Completions;
  readonly #lines = this.#owned.add(new ReadLines());
  readonly #lens: SuggestionLens;
  readonly trail = new SuggestionTrail(() => this.#lens.refresh());
  readonly pause: CompletionPause;
  readonly #provider: CompletionProvider;
  readonly #loading = new Map<string, Promise<void>>();
  #last: CompletionShown["last"] = null;
  #problem: string | null = null;
  /** The suggestion at the cursor that the status bar has heard of. */
  #told: Suggestion | null = null;

  constructor(private readonly parts: InlineCompletionParts) {
    const { runtime, catalog, memento } = parts;
    this.#completions = this.#owned.add(new Completions({ runtime, clock: systemClock, load: folder => this.#load(folder), working: on => void commands.executeCommand("setContext", COMPLETING_CONTEXT, on) }));
    this.pause = this.#owned.add(new CompletionPause(memento, MEMENTO.completionPause, { ...systemClock, now: () => Date.now() }, () => this.#tell()));
    this.#lens = this.#owned.add(new SuggestionLens(() => this.trail, document => completionSettings(document).codeLens));
    const provider = (this.#provider = new CompletionProvider({
      completions: this.#completions,
      trail: this.trail,
      neighbours: this.#owned.add(new NeighbourTexts()),
      folder: () => catalog.active,
      settings: document => completionSettings(document),
      paused: () => this.pause.state.kind !== "on",
      trusted: () => workspace.isTrusted,
      answered: ({ result, suggestions }, invoked) => {
        this.#last = { result, suggestions, invoked };
        this.#problem = null;
        this.#tell();
      },
      failed: (thrown, invoked) => this.#failed(thrown, invoked),
      grown: (document, position, stands) => this.#grown(document, position, stands),
    }));
    this.#owned.add(languages.registerInlineCompletionItemProvider("*", provider));
    this.#owned.add(languages.registerCodeLensProvider("*", this.#lens));
    this.#owned.add(commands.registerCommand(SUGGESTION_ACCEPTED, (id: unknown) => {
      if (typeof id === "string") this.trail.accept(id);
    }));
    this.#owned.add(commands.registerCommand(SUGGESTION_HIDDEN, () => {
      if (window.activeTextEditor !== undefined) provider.hidden(window.activeTextEditor.document);
    }));
    this.#owned.add(workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const key = document.uri.toString();
      this.#completions.edited(key, contentChanges);
      this.trail.follow(key, contentChanges);
    }));
    this.#owned.add(workspace.onDidCloseTextDocument(document => this.#completions.stop(document.uri.toString())));
    this.#owned.add(workspace.onDidChangeConfiguration(change => {
      if (!change.affectsConfiguration(`${SETTINGS_SECTION}.completion`)) return;
      this.#lens.refresh();
      this.#tell();
    }));
    this.#owned.add(window.onDidChangeActiveTextEditor(() => this.#tell()));
    this.#owned.add(window.onDidChangeTextEditorSelection(({ textEditor }) => {
      if (textEditor === window.activeTextEditor) provider.moved(textEditor.document, textEditor.selection.active);
      if (this.#atCursor() !== this.#told) this.#tell();
    }));
    this.#tell();
  }

  /** Completions that the runtime works on now. */
  get underWay(): number {
    return this.#completions.underWay;
  }

  /** Settles once all that is shown is on the trail. */
  get whole(): Promise<void> {
    return this.#provider.whole;
  }

  /** The runtime is gone, and with it what it knew of its suggestions. */
  runtimeGone(): void {
    this.#completions.forget();
  }

  /** Opens the generation trace at a suggestion; `cursor` is an offset of its document. */
  async explain(shown: ShownSuggestion, cursor: number | null): Promise<void> {
    const { runtime, generations, paint } = this.parts;
    await explainSuggestion(shown, cursor, { runtime, generations, paint, marks: this.#lines, load: folder => this.#load(folder) });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /**
   * Replaces first words where the cursor still is. VS Code asks no provider twice at one place but for another suggestion, which the whole is; either
   * command does nothing where no suggestion is shown.
   */
  async #grown(document: TextDocument, position: Position, stands: boolean): Promise<void> {
    const editor = window.activeTextEditor;
    if (editor?.document !== document || !editor.selection.active.isEqual(position)) return;
    await commands.executeCommand(`editor.action.inlineSuggest.${stands ? "showNext" : "hide"}`);
  }

  /** One loading for all keystrokes that wait for it: none of them takes it back. */
  #load(folder: string): Promise<void> {
    const { catalog } = this.parts;
    const weights = generationWeights();
    const key = `${weights} ${folder}`;
    if (catalog.isLoaded(folder, weights)) return Promise.resolve();
    const loads = async (): Promise<void> => {
      try {
        await catalog.load(folder, {}, weights);
      } finally {
        this.#loading.delete(key);
      }
    };
    const loading = this.#loading.get(key) ?? loads();
    this.#loading.set(key, loading);
    return loading;
  }

  /** Who asked is told; while somebody types, the status bar and the log say it. */
  #failed(thrown: unknown, invoked: boolean): void {
    if (thrown instanceof Problem) this.#problem = thrown.message;
    if (invoked) this.parts.report.action(thrown);
    else this.parts.report.quiet(thrown);
    this.#tell();
  }

  #tell(): void {
    const document: TextDocument | undefined = window.activeTextEditor?.document;
    const settings = completionSettings(document);
    const enabled = workspace.isTrusted && (document === undefined ? settings.enabled : enabledIn(document, settings));
    this.#told = this.#atCursor();
    this.parts.status.completion({ enabled, pause: this.pause.state, last: this.#last, atCursor: this.#told, problem: this.#problem });
  }

  #atCursor(): Suggestion | null {
    const editor = window.activeTextEditor;
    const { last } = this.trail;
    if (editor === undefined || last === null || last.accepted || last.document !== editor.document.uri.toString()) return null;
    return editor.document.offsetAt(editor.selection.active) === last.end ? last.suggestion : null;
  }
}
