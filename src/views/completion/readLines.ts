import { OverviewRulerLane, Range, type TextDocument, type TextEditor, ThemeColor, window, workspace } from "vscode";
import { DisposableStore, type Disposes } from "../disposableStore";
import { COLORS } from "../names";
import { movedLines, type ReadLine } from "./movedLines";

/** Marks the lines that a suggestion's model read most, in every editor of their document and in its overview ruler, while it is explained. */
export class ReadLines implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #type = this.#owned.add(
    window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new ThemeColor(`${COLORS.tint}3`),
      overviewRulerColor: new ThemeColor(COLORS.strongRead),
      overviewRulerLane: OverviewRulerLane.Right,
      after: { color: new ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em" },
    }),
  );
  #document: string | null = null;
  #lines: readonly ReadLine[] = [];
  /** Which call of `show` the marks are of. */
  #showing: object | null = null;

  constructor() {
    this.#owned.add(window.onDidChangeVisibleTextEditors(() => this.#draw()));
    this.#owned.add(workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.toString() !== this.#document) return;
      this.#lines = movedLines(this.#lines, contentChanges);
      this.#draw();
    }));
  }

  /** Marks lines of a document in place of what is marked; returns what takes the marks back. */
  show(document: TextDocument, lines: readonly ReadLine[]): () => void {
    this.clear();
    this.#document = document.uri.toString();
    this.#lines = lines;
    this.#draw();
    const mine = (this.#showing = {});
    return () => {
      if (this.#showing === mine) this.clear();
    };
  }

  clear(): void {
    this.#document = this.#showing = null;
    this.#lines = [];
    this.#draw();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #draw(): void {
    for (const editor of window.visibleTextEditors) this.#paint(editor);
  }

  #paint(editor: TextEditor): void {
    const lines = editor.document.uri.toString() === this.#document ? this.#lines : [];
    const marks = lines.map(({ line, share }) => ({
      range: new Range(line, 0, line, Number.MAX_SAFE_INTEGER),
      renderOptions: { after: { contentText: `read ${(100 * share).toFixed(0)} %` } },
    }));
    editor.setDecorations(this.#type, marks);
  }
}
