import type { CurvesPicture, PictureAxis, TablePicture } from "../../src/protocol/positions";
import type { ListingPicture, NoteLook } from "../../src/protocol/notes/note";

const axis = (name: string, count: number, unit = "", step = 1): PictureAxis => ({ name, unit, at: Float32Array.from({ length: count }, (_, index) => index * step) });
/** Numbers between 0 and 1 that look measured and are the same each time. */
const wobble = (index: number): number => Math.abs(Math.sin(12.9898 * (index + 1)) * 43758.5453) % 1;

/** Accuracy by depth, `measured` of its points there already. */
export function syntheticSweep(measured = Infinity): CurvesPicture {
  const x = axis("Depth of the fact", 11, "% of the context", 10);
  const line = (name: string, value: (place: number) => number, spread?: number) => {
    const values = Float32Array.from(x.at, (_, index) => (index < measured ? Math.min(100, Math.max(0, value(index / 10))) : NaN));
    return { name, values, ...(spread === undefined ? {} : { spread: values.map((_, index) => spread * (0.5 + wobble(index))) }) };
  };
  return {
    kind: "curves",
    id: "by-depth",
    title: "Accuracy by depth",
    about: "Share of answers that are right, over 8 repetitions at each depth; the band is one standard deviation.",
    x,
    value: { name: "accuracy", unit: "%" },
    lines: [line("in the context", place => 38 + 190 * (place - 0.5) ** 2, 14), line("closed book", () => 12), line("oracle", () => 94)],
    logarithmic: false,
    steps: false,
    marks: [{ at: 80, name: "trained length" }],
  };
}

/** The contexts behind the points of the sweep. */
export const syntheticLooks = (): NoteLook[] =>
  Array.from({ length: 11 }, (_, at) => ({ picture: "by-depth", line: 0, at, title: `the context with the fact at ${10 * at} %`, text: "The farmer waits. The key is under the stone. The farmer sleeps.", range: { start: 18, end: 45 } }));

/** Probabilities over powers of ten, with gaps. */
export const syntheticLogarithmic = (): CurvesPicture => ({
  kind: "curves",
  id: "probability",
  title: "Probability of the answer",
  about: "Mean over repetitions; powers of ten are equally far apart.",
  x: axis("Token", 24),
  value: { name: "probability", unit: "" },
  lines: [
    { name: "as it is", values: Float32Array.from({ length: 24 }, (_, index) => (index % 7 === 3 ? NaN : 10 ** (-4 * wobble(index)))) },
    { name: "without sinks", values: Float32Array.from({ length: 24 }, (_, index) => (index < 12 && index !== 5 ? NaN : 10 ** (-2 - 4 * wobble(index + 40)))) },
  ],
  logarithmic: true,
  steps: false,
});

/** A value for each layer and head, one of them missing; of both signs if wanted. */
export const syntheticHeads = (signed = false): TablePicture => ({
  kind: "table",
  id: "by-head",
  title: signed ? "Change of the entropy by head" : "Attention on the first token",
  about: "Mean over all queries, by layer and head.",
  rows: axis("layer", 6),
  columns: axis("head", 8),
  value: { name: signed ? "change" : "mass", unit: signed ? "bits" : "" },
  sheets: ["with the first token", "without it"].map((name, sheet) => ({ name, values: Float32Array.from({ length: 48 }, (_, index) => (index === 21 ? NaN : wobble(index + 60 * sheet) * (signed ? 3 : 1) - (signed ? 1.4 : 0))) })),
});

/** Spans that were taken out of a text, and what a model puts there. */
export const syntheticSpans = (): ListingPicture => ({
  kind: "listing",
  id: "spans",
  title: "Gaps and what fills them",
  about: "What stands in the text, what the model writes, and its loss, for each sentinel.",
  columns: [
    { name: "sentinel", unit: "" },
    { name: "taken out", unit: "" },
    { name: "the model writes", unit: "" },
    { name: "loss", unit: "nats" },
  ],
  rows: [
    ["<extra_id_0>", "farmer near the river", "old man by the river", 1.2345],
    ["<extra_id_1>", " slowly\n", "<extra_id_1>", 7.5],
    ["<extra_id_2>", "a tab\there, a narrow\u00A0space, the end\u200B of it  ", "the end</s>", 0.0312],
    ["[S2S]", "Once upon a time there was a little girl who lived at the edge of a wood, and everybody who saw her loved her, and most of all her grandmother, who did not know what to give the child next. ".repeat(5), "<|endoftext|>", NaN],
    ["", "<b onclick=\"alert(1)\">bold</b> & 'quoted'", "👩‍🌾 ✓ é", 124_439_808],
  ],
});

/** Lines of a crawl with the reasons for which they go. */
export const syntheticCrawl = (rows: number): ListingPicture => ({
  kind: "listing",
  id: "crawl",
  title: "Lines and what the filters say",
  about: "Each line of the text; the first reason that holds is named.",
  columns: [
    { name: "line", unit: "" },
    { name: "text", unit: "" },
    { name: "reason", unit: "" },
    { name: "words", unit: "" },
  ],
  rows: Array.from({ length: rows }, (_, index) => [index + 1, index % 3 === 0 ? "Click here to accept cookies" : `This is line ${index + 1} of the page, and it ends as a sentence does.`, index % 3 === 0 ? "no end of a sentence" : "stays", index % 3 === 0 ? 5 : 14]),
});
