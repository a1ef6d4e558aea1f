import type { Finding, ListingPicture } from "../../../src/protocol/notes/note";
import type { CurvesPicture, PictureAxis, TablePicture } from "../../../src/protocol/positions";

const axis = (name: string, at: readonly number[], unit = ""): PictureAxis => ({ name, unit, at: Float32Array.from(at) });

/** Two lines with a gap each, of which one has a spread. */
export const curves: CurvesPicture = {
  kind: "curves",
  id: "accuracy",
  title: "Accuracy by depth",
  about: "Means of three repetitions.",
  x: axis("Depth", [0, 1, 2, 3, 4], "documents"),
  value: { name: "accuracy", unit: "%" },
  lines: [
    { name: "model", values: Float32Array.from([10, 20, NaN, 40, 50]), spread: Float32Array.from([5, 5, 5, 5, 5]) },
    { name: "oracle", values: Float32Array.from([NaN, 100, NaN, NaN, NaN]) },
  ],
  logarithmic: false,
  steps: false,
  marks: [{ at: 3, name: "trained length" }],
};

/** Two sheets of two rows and three columns; one cell has no value. */
export const cells: TablePicture = {
  kind: "table",
  id: "mass",
  title: "Mass",
  about: "By layer and head.",
  rows: axis("layer", [0, 1]),
  columns: axis("head", [0, 1, 2]),
  value: { name: "mass", unit: "" },
  sheets: [
    { name: "with BOS", values: Float32Array.from([1, 0.5, NaN, 0, 0.25, 0.125]) },
    { name: "without", values: Float32Array.from([-1, 0, 0, 0, 0, 1]) },
  ],
};

/** What somebody might have written to break out of a report. */
export const HOSTILE = `</td><script>alert("1")</script> & 'x' \u0000\u202Etxt,|\`*[a](javascript:1)`;

/** Words and numbers, as long as they are. */
export const listing: ListingPicture = {
  kind: "listing",
  id: "lines",
  title: "Lines",
  about: "What the filters say.",
  columns: [
    { name: "line", unit: "" },
    { name: "length", unit: "words" },
  ],
  rows: [
    [HOSTILE, 124_439_808],
    ['two\nlines, "quoted"', NaN],
  ],
};

/** What came of a statement of the catalogue. */
export const finding: Finding = {
  id: "first-tokens-are-attention-sinks",
  statement: "Many heads put much of their attention on the first tokens of a text, whatever these say.",
  measured: "The mean mass on the first token per head.",
  paper: "Xiao et al. 2023, Efficient Streaming Language Models with Attention Sinks",
  verdict: "holds",
  figure: 0.63125,
  unit: "of a head's attention",
  says: "Head 0.0 puts 63 % there.",
  settings: { model: "starter-llama", share: 0.3, tokens: 100 },
  pictures: [curves, cells, listing],
  looks: [],
};
