import type { AttentionChoice, AttentionShown, HeadOfRun, HeadScaling, LayerGlance, Line, LineRequest, MaskRows, RunFinished, TargetText, Tile, TileRequest } from "./attention";
import type { ProblemData } from "./problem";
import { call } from "./rpc";

/** A request about one pane, by its number: the host adds the run, a page knows only what it shows. */
type OfPane<R> = Omit<R, "run"> & { readonly pane: number };

/** What the attention page asks of its host. */
export const attentionHost = {
  /** The page's first message; the answer is what to show, or null while a run is under way. */
  ready: call<null, AttentionShown | null>(),
  glances: call<null, RunFinished, LayerGlance>(),
  tile: call<OfPane<TileRequest>, Tile>(),
  line: call<OfPane<LineRequest>, Line>(),
  mask: call<{ pane: number }, MaskRows>(),
  scaling: call<OfPane<HeadOfRun>, HeadScaling>(),
  /** Marks this token of the source text in the editor; null clears the mark. `reveal` scrolls the editor to it. */
  markToken: call<{ token: number | null; reveal: boolean }, null>(),
  /** Tints the source text by strengths as the picture draws them (0…1 by token of the source); null clears. */
  tintTokens: call<{ weights: Float32Array | null }, null>(),
  /** What the user chose, so that the host can restore it after a reload. */
  chose: call<AttentionChoice, null>(),
  /** Runs again with the first so many tokens seeing each other, as in a prefix language model; 0: none; null: as the model was trained. */
  setPrefix: call<{ prefix: number | null }, null>(),
  /** Runs again with another text for the decoder. */
  setTarget: call<{ target: TargetText }, null>(),
  /** Runs again on the document's text as it is now. */
  runAgain: call<null, null>(),
  /** Stops the run under way. */
  cancel: call<null, null>(),
  /** Performs the remedy that was shown with a problem. */
  remedy: call<{ code: ProblemData["code"] }, null>(),
  /** Copies text (a table as TSV) to the clipboard. */
  copy: call<{ text: string }, null>(),
} as const;

/** What the host tells the attention page. Same transport, other direction. */
export const attentionPage = {
  show: call<AttentionShown, null>(),
  progress: call<{ message: string; fraction: number }, null>(),
  failed: call<ProblemData, null>(),
  /** The editor's cursor or hover is on this token of the source (null: on none). */
  editorToken: call<{ token: number | null }, null>(),
  stale: call<{ stale: boolean }, null>(),
  /** Performs a command that has a key in VS Code: the page's own keys do the same. */
  act: call<{ action: "previousHead" | "nextHead" | "previousLayer" | "nextLayer" | "toggleWeighting" | "toggleTable" }, null>(),
} as const;
