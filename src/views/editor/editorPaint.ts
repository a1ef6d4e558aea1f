import { DecorationRangeBehavior, OverviewRulerLane, type Range, type TextEditor, ThemeColor, window } from "vscode";
import { DisposableStore, type Disposes } from "../disposableStore";
import { COLORS, TINT_STEPS } from "../names";

/** What is painted into one editor. */
export interface Painting {
  /** The token that the page points at. */
  readonly mark: readonly Range[];
  /** Ranges by step of intensity, index 0 for step 1. */
  readonly tints: readonly (readonly Range[])[];
  /** Marks in the overview ruler. */
  readonly strong: readonly Range[];
}

/** The decorations of all editors: a fixed set of types, made once, each set with one call. */
export class EditorPaint implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #mark = this.#owned.add(
    window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor(COLORS.tokenMark),
      border: "1px solid",
      borderColor: new ThemeColor(COLORS.tokenMarkBorder),
      overviewRulerColor: new ThemeColor(COLORS.tokenMarkBorder),
      overviewRulerLane: OverviewRulerLane.Center,
      rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    }),
  );
  readonly #strong = this.#owned.add(
    window.createTextEditorDecorationType({
      overviewRulerColor: new ThemeColor(COLORS.strongRead),
      overviewRulerLane: OverviewRulerLane.Right,
      rangeBehavior: DecorationRangeBehavior.ClosedClosed,
    }),
  );
  readonly #tints = Array.from({ length: TINT_STEPS }, (_, index) =>
    this.#owned.add(
      window.createTextEditorDecorationType({
        backgroundColor: new ThemeColor(`${COLORS.tint}${index + 1}`),
        rangeBehavior: DecorationRangeBehavior.ClosedClosed,
      }),
    ),
  );

  mark(editor: TextEditor, mark: Painting["mark"]): void {
    editor.setDecorations(this.#mark, mark);
  }

  tint(editor: TextEditor, { tints, strong }: Pick<Painting, "tints" | "strong">): void {
    for (const [index, type] of this.#tints.entries()) editor.setDecorations(type, tints[index] ?? []);
    editor.setDecorations(this.#strong, strong);
  }

  clear(editor: TextEditor): void {
    this.mark(editor, []);
    this.tint(editor, { tints: [], strong: [] });
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
