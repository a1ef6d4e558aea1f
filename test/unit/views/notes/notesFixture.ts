import type { Finding, StatementAbout } from "../../../../src/protocol/notes/note";
import type { MemoryStore } from "../../../../src/views/panels/panelMemory";
import type { NoteTarget } from "../../../../src/views/notes/noteTarget";

/** A workspace's memory that lasts as long as the test, in the form in which VS Code keeps it. */
export function memoryStore(): MemoryStore {
  const kept = new Map<string, string>();
  return {
    get: <T>(key: string): T | undefined => {
      const text = kept.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as T);
    },
    update: (key, value) => {
      kept.set(key, JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

/** A statement that is in the catalogue. */
export const SINKS = "first-tokens-are-attention-sinks";

export const targetOf = (more: Partial<NoteTarget> = {}): NoteTarget => ({ id: SINKS, folder: "/models/one", text: null, documents: [], settings: {}, ...more });

/** A finding with one picture of each kind, and a text behind the first. */
export const findingOf = (more: Partial<Finding> = {}): Finding => ({
  id: SINKS,
  statement: "Many heads put much of their attention on the first tokens.",
  measured: "The mean mass on the first token.",
  paper: "Xiao et al. 2023",
  verdict: "holds",
  figure: 0.43,
  unit: "of the attention",
  says: "Three heads of 16.",
  settings: { model: "one", share: 0.3, text: "sample" },
  pictures: [
    {
      kind: "curves",
      id: "sweep",
      title: "A sweep",
      about: "Over points.",
      x: { name: "point", unit: "", at: Float32Array.of(0, 1, 2) },
      value: { name: "mass", unit: "" },
      lines: [{ name: "measured", values: Float32Array.of(0.1, NaN, 1 / 3), spread: Float32Array.of(0, 0.5, Infinity) }],
      logarithmic: false,
      steps: false,
      marks: [{ at: 1, name: "here" }],
    },
    {
      kind: "table",
      id: "heads",
      title: "Heads",
      about: "By layer.",
      rows: { name: "layer", unit: "", at: Float32Array.of(0, 1) },
      columns: { name: "head", unit: "", at: Float32Array.of(0, 1, 2) },
      value: { name: "mass", unit: "" },
      sheets: [{ name: "all", values: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    },
    { kind: "listing", id: "lines", title: "Lines", about: "Kept or not.", columns: [{ name: "line", unit: "" }, { name: "words", unit: "" }], rows: [["One two.", 2], ["Three.", NaN]] },
  ],
  looks: [{ picture: "sweep", line: 0, at: 1, title: "At 1", text: "One two three.", range: { start: 4, end: 7 } }],
  ...more,
});

/** A statement as the catalogue has them. */
export const aboutOf = (more: Partial<StatementAbout> = {}): StatementAbout => ({
  id: SINKS,
  statement: "Many heads put much of their attention on the first tokens of a text, whatever these say.",
  measured: "The mean mass on the first token per head.",
  paper: { title: "Xiao et al. 2023", url: "https://arxiv.org/abs/2309.17453" },
  options: [{ kind: "number", name: "share", about: "A share.", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 }],
  embedded: "starter-llama",
  shownIn: "attention",
  ...more,
});
