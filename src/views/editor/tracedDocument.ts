import { EventEmitter, languages, type Position, type Range, TabInputText, type TextDocument, type TextEditor, TextEditorRevealType, type Uri, ViewColumn, window, workspace } from "vscode";
import { Problem } from "../../protocol/problem";
import type { TextRange, Token } from "../../protocol/tokens";
import { DisposableStore, type Disposes } from "../disposableStore";
import { read, vscodeRange } from "./chosenText";
import type { EditorPaint } from "./editorPaint";
import { sourceName } from "./sourceName";
import { strongRanges, tintedRanges } from "./tintSteps";
import { TokenLookup } from "./tokenLookup";
import { TrackedRange } from "./trackedRange";

/** A document whose text ran: follows its edits, paints its editors, and hears where its cursor is. */
export class TracedDocument implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #staleChanged = this.#owned.add(new EventEmitter<boolean>());
  /** The document was edited after the run, or is again as it was. */
  readonly onDidChangeStale = this.#staleChanged.event;
  readonly #tokenChanged = this.#owned.add(new EventEmitter<number | null>());
  /** The cursor or the mouse in an editor of this document has gone to this token, or to none. */
  readonly onDidChangeToken = this.#tokenChanged.event;
  /** The text that ran, and other pieces of the document that it was run with: they are tinted, too. */
  readonly pieces: readonly [TrackedRange, ...TrackedRange[]];
  /** Of each piece. */
  #lookups: readonly [TokenLookup, ...TokenLookup[]] = [new TokenLookup([])];
  #marked: number | null = null;
  #weights: Float32Array | null = null;

  constructor(
    readonly uri: Uri,
    readonly tracked: TrackedRange,
    private readonly paint: EditorPaint,
    others: readonly TrackedRange[] = [],
  ) {
    this.pieces = [tracked, ...others];
    this.#owned.add(workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (this.#is(document)) this.#follow(piece => piece.apply(contentChanges, range => read(document, range)));
    }));
    this.#owned.add(workspace.onDidOpenTextDocument(document => {
      if (this.#is(document)) this.#follow(piece => piece.find(document.getText()));
    }));
    this.#owned.add(window.onDidChangeVisibleTextEditors(() => this.#draw()));
    this.#owned.add(window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
      if (this.#is(textEditor.document) && this.#weights !== null) this.#tint(textEditor);
    }));
    this.#owned.add(window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
      const [selection] = selections;
      if (selection !== undefined) this.#pointedAt(textEditor.document, selection.active);
    }));
    // Hovering is only heard of by those who offer hovers; this one offers none.
    this.#owned.add(languages.registerHoverProvider({ scheme: uri.scheme }, {
      provideHover: (document, position) => {
        this.#pointedAt(document, position);
        return null;
      },
    }));
    this.#owned.add({ dispose: () => this.#editors().forEach(editor => this.paint.clear(editor)) });
  }

  /** The document, if it is open. */
  get document(): TextDocument | undefined {
    return workspace.textDocuments.find(document => this.#is(document));
  }

  /** The document's name and the place of the text in it: "sample.ts:3–9". */
  get source(): string {
    const { document } = this;
    const range = document && vscodeRange(document, this.tracked);
    return sourceName(this.uri.path, range && { first: range.start.line, last: range.end.line });
  }

  /** The tokens of the run, so that marks and the cursor find them: ranges in the text that ran, and for each other piece all tokens with ranges in that. */
  setTokens(tokens: readonly Token[] = [], ...inOthers: readonly (readonly Token[])[]): void {
    this.#lookups = [new TokenLookup(tokens), ...inOthers.map(own => new TokenLookup(own))];
    void this.markToken(null, false);
    this.tint(null);
  }

  /** Marks a token's text in every editor of the document; `reveal` scrolls to it, opening the document if need be. */
  async markToken(token: number | null, reveal: boolean): Promise<void> {
    this.#marked = token;
    for (const editor of this.#editors()) this.#mark(editor);
    const range = token === null ? null : this.#placeOf(token);
    if (!reveal || range === null) return;
    const editor = await this.show();
    editor.revealRange(vscodeRange(editor.document, range), TextEditorRevealType.InCenterIfOutsideViewport);
    this.#mark(editor);
  }

  /** Tints the text that a token reads, by weight; null clears. */
  tint(weights: Float32Array | null): void {
    this.#weights = weights;
    for (const editor of this.#editors()) this.#tint(editor);
  }

  /** Opens the document unseen. Throws `document-gone`. */
  async open(): Promise<TextDocument> {
    const { document } = this;
    if (document !== undefined) return document;
    try {
      // Opening an untitled document that is gone would make a new, empty one.
      if (this.uri.scheme === "untitled") throw new Error("It was never saved.");
      return await workspace.openTextDocument(this.uri);
    } catch (cause) {
      throw new Problem("document-gone", `${this.source} is no longer there.`, {
        remedy: "Open the text elsewhere, select it and try again.",
        detail: cause instanceof Error ? cause.message : String(cause),
      });
    }
  }

  /** An editor of the document, opened if there is none; the keyboard stays where it is. Throws `document-gone`. */
  async show(): Promise<TextEditor> {
    const [visible] = this.#editors();
    if (visible !== undefined) return visible;
    // Beside what has the keyboard, which is the panel: it must not be hidden.
    const others = window.tabGroups.all.filter(({ isActive }) => !isActive);
    const holds = others.find(({ tabs }) => tabs.some(({ input }) => input instanceof TabInputText && input.uri.toString() === this.uri.toString()));
    const viewColumn = (holds ?? others[0])?.viewColumn ?? ViewColumn.Beside;
    return window.showTextDocument(await this.open(), { viewColumn, preserveFocus: true });
  }

  /** Finds the text again in a document that may have changed unseen. Throws `document-gone`. */
  async findAgain(): Promise<void> {
    const whole = (await this.open()).getText();
    this.#follow(piece => piece.find(whole));
  }

  /** The same place of the document with the text that is there now. Throws `text-empty`, `document-gone`. */
  async retake(): Promise<TracedDocument> {
    const document = await this.open();
    const range = { start: this.tracked.start, end: this.tracked.end };
    const text = read(document, range);
    if (text.trim() === "") {
      throw new Problem("text-empty", `The text that was looked at is gone from ${this.source}.`, { remedy: "Select some text there and try again." });
    }
    return new TracedDocument(this.uri, new TrackedRange({ start: range.start, end: range.start + text.length }, text), this.paint);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #is(document: TextDocument): boolean {
    return document.uri.toString() === this.uri.toString();
  }

  #editors(): readonly TextEditor[] {
    return window.visibleTextEditors.filter(({ document }) => this.#is(document));
  }

  /** Follows what happened to the document; `move` answers whether a piece has become stale, or no longer is. */
  #follow(move: (piece: TrackedRange) => boolean): void {
    const [staleChanged] = this.pieces.map(move);
    if (staleChanged === true) this.#staleChanged.fire(this.tracked.stale);
    this.#draw();
  }

  #pointedAt(document: TextDocument, position: Position): void {
    const [lookup] = this.#lookups;
    if (!this.#is(document) || lookup.tokens.length === 0) return;
    const offset = this.tracked.offsetOf(document.offsetAt(position));
    this.#tokenChanged.fire(offset === null ? null : lookup.tokenAt(offset));
  }

  #placeOf(token: number): TextRange | null {
    const range = this.#lookups[0].rangeOf(token);
    return range === null ? null : this.tracked.place(range);
  }

  #draw(): void {
    for (const editor of this.#editors()) {
      if (this.#marked !== null) this.#mark(editor);
      if (this.#weights !== null) this.#tint(editor);
    }
  }

  #mark(editor: TextEditor): void {
    const range = this.#marked === null ? null : this.#placeOf(this.#marked);
    this.paint.mark(editor, range === null ? [] : [vscodeRange(editor.document, range)]);
  }

  #tint(editor: TextEditor): void {
    const weights = this.#weights;
    const painted = weights === null ? [] : this.#lookups.map((lookup, i) => this.#tintsOf(editor, this.pieces[i] ?? this.tracked, lookup, weights));
    const tints = (painted[0]?.tints ?? []).map((_, step) => painted.flatMap(piece => piece.tints[step] ?? []));
    this.paint.tint(editor, { tints, strong: painted.flatMap(({ strong }) => strong) });
  }

  /** What of one piece is tinted, by steps, and marked in the ruler. */
  #tintsOf({ document, visibleRanges }: TextEditor, piece: TrackedRange, lookup: TokenLookup, weights: Float32Array): { readonly tints: readonly Range[][]; readonly strong: readonly Range[] } {
    // Behind an edit the text lies this much off from where it was.
    const slack = Math.abs(piece.end - piece.start - piece.text.length);
    const inText = visibleRanges.map(range => ({
      start: document.offsetAt(range.start) - piece.start - slack,
      end: document.offsetAt(range.end) - piece.start + slack,
    }));
    const placed = (ranges: readonly TextRange[]): Range[] =>
      ranges.flatMap(range => {
        const place = piece.place(range);
        return place === null ? [] : [vscodeRange(document, place)];
      });
    return { tints: tintedRanges(lookup, weights, inText).map(placed), strong: placed(strongRanges(lookup, weights)) };
  }
}
