import type { GenerationPlace, LogitLens, StepAttention } from "../../src/protocol/generation";
import type { Theme } from "../ui/theme";
import type { Column } from "./column";
import type { RibbonCell } from "./ribbonCells";

/** Lines of the columns' ribbons, all of one height. */
export interface RibbonLayout {
  /** [column, line, cell] */
  readonly lines: readonly (readonly (readonly RibbonCell[])[])[];
  readonly widthOf: (cell: RibbonCell) => number;
  /** Width of a column's lines, in pixels. */
  readonly width: number;
  /** Where the columns part, by column. */
  readonly parts: readonly number[] | null;
}

/** A picture of numbers 0…1 by row and column. */
export interface MatrixPicture {
  readonly key: string;
  readonly label: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly rowsName: string;
  readonly columnsName: string;
  /** NaN where it is not known. */
  readonly value: (row: number, column: number) => number;
  readonly width: number;
  readonly press?: (row: number) => void;
}

/** What the templates are given beside the state. */
export interface Scene {
  readonly theme: Theme;
  /** Room for pictures, in pixels. */
  readonly width: number;
  readonly ribbon: RibbonLayout;
  readonly scrolled: (key: string) => number;
  readonly lens: (place: GenerationPlace | null) => LogitLens | undefined;
  readonly attention: (place: GenerationPlace | null) => StepAttention | undefined;
  /** Whether the step looked at stays for now, so that it is worth looking into. */
  readonly rests: boolean;
  /** Matrices of this drawing by their keys, painted once their canvases are there; and what is looked at in each. */
  readonly matrices: Map<string, MatrixPicture>;
  readonly cursors: Map<string, { readonly row: number; readonly column: number }>;
  readonly changed: () => void;
  readonly onTree: { readonly key: (event: KeyboardEvent) => void; readonly pointer: (event: PointerEvent) => void; readonly wheel: (event: WheelEvent) => void };
  readonly onByStep: (event: PointerEvent, column: Column) => void;
}
