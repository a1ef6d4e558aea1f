import { OverviewRulerLane, Range, type TextDocument, type TextEditor, ThemeColor, window, workspace } from "vscode";
import { DisposableStore, type Disposes } from "../disposableStore";
import { COLORS } from "../names";
import { movedLines, type ReadLine } from "./movedLines";

/** Steps of intensity of a whole line: more would hide its colours. */
const STEPS = 6;

/** Marks the lines that a suggestion's model read most, the stronger the more it read, in every editor of their document and in its overview ruler, while it is explained. */
export class ReadLines implements Disposes {
  readonly #owned = new DisposableStore();
  /** By step: the first is 1. */
  readonly #types = Array.from({ length: STEPS }, (_, index) =>
    this.#owned.add(
      window.createTextEditorDecorationType({
        isWholeLine: true,
        backgroundColor: new ThemeColor(`${COLORS.tint}${index + 1}`),
        overviewRulerColor: new ThemeColor(COLORS.strongRead),
        overviewRulerLane: OverviewRulerLane.Right,
        after: { color: new ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em" },
      }),
    ),
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
    const most = Math.max(...lines.map(({ share }) => share));
    for (const [index, type] of this.#types.entries()) {
      const marks = lines.filter(({ share }) => Math.max(1, Math.round(STEPS * Math.sqrt(share / most))) === index + 1).map(({ line, share }) => {
        const percent = `${(100 * share).toFixed(0)} %`;
        return {
          range: new Range(line, 0, line, Number.MAX_SAFE_INTEGER),
          hoverMessage: `${percent} of the model's attention to this text was on this line when it began the suggestion: the mean over layers and heads, without the first token.`,
          renderOptions: { after: { contentText: `read ${percent}` } },
        };
      });
      editor.setDecorations(type, marks);
    }
  }
}
