import type { Finding, NoteLook, NoteOption, NotePicture, StatementAbout, Verdict } from "../../src/protocol/notes/note";
import type { NoteShown } from "../../src/protocol/notesPage";
import type { ProblemData } from "../../src/protocol/problem";
import { syntheticCrawl, syntheticHeads, syntheticLogarithmic, syntheticLooks, syntheticSpans, syntheticSweep } from "./syntheticNotes";

/** One picture of the gallery's notes page. */
export interface NotesCase {
  readonly shown: NoteShown;
  /** What comes of running it; null: it goes on until it is stopped. */
  readonly finding: Finding | null;
}

const PAPERS = {
  liu: { title: "Liu et al. 2023, Lost in the Middle: How Language Models Use Long Contexts", url: "https://arxiv.org/abs/2307.03172" },
  raffel: { title: "Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", url: "https://arxiv.org/abs/1910.10683" },
  xiao: { title: "Xiao et al. 2023, Efficient Streaming Language Models with Attention Sinks", url: "https://arxiv.org/abs/2309.17453" },
};
const OPTIONS: readonly NoteOption[] = [
  { kind: "number", name: "depths", about: "Places in the context at which the fact is put.", least: 2, most: 21, step: 1, otherwise: 11 },
  { kind: "number", name: "tokens", about: "Length of the context.", least: 16, most: 1_000_000, step: 1, otherwise: 160 },
  { kind: "number", name: "share", about: "Mean mass on the first token from which a head counts as one with a sink.", least: 0.05, most: 1, step: 0.05, otherwise: 0.3 },
  { kind: "number", name: "seed", about: "Decides the order of the documents.", least: 0, most: 1_000_000, step: 1, otherwise: 1 },
  { kind: "choice", name: "order", about: "How the documents follow each other.", values: ["as given", "shuffled"], otherwise: "as given" },
  { kind: "choice", name: "filter", about: "Which of the published rules is put to the lines.", values: ["all of them", "lines that end as a sentence does", "lines of at least three words", "no JavaScript", "no curly bracket", "no placeholder text"], otherwise: "all of them" },
  { kind: "text", name: "question", about: "What is asked about the fact.", mostCharacters: 200, otherwise: "Where is the key?" },
  { kind: "text", name: "label", about: "The word that begins an answer.", mostCharacters: 16, otherwise: "Answer:" },
];
const MIDDLE: StatementAbout = {
  id: "facts-in-the-middle-are-lost",
  statement: "A fact is found best at the beginning and at the end of a long context, and worst in its middle.",
  measured: "The fact is put at each depth of a context built of documents, and asked for. It holds when the mean accuracy at the ends is higher than in the middle third by more than one standard error.",
  paper: PAPERS.liu,
  options: OPTIONS.slice(0, 2),
  embedded: "starter-llama",
  shownIn: "attention",
  documents: true,
};
const SINKS: StatementAbout = {
  id: "first-tokens-are-attention-sinks",
  statement: "Many heads put much of their attention on the first tokens of a text, whatever these say.",
  measured: "The mean mass on the first token per head, over queries of the whole text. It holds when some head gives it more than the share that is asked for.",
  paper: PAPERS.xiao,
  options: OPTIONS.slice(2, 3),
  embedded: "starter-llama",
  shownIn: "attention",
};
const SPANS: StatementAbout = {
  id: "spans-are-filled-in",
  statement: "Trained on span corruption, a model fills the gaps of a text, one sentinel after the other.",
  measured: "Spans of the text are replaced by sentinels. It holds when the mean loss of what was taken out is lower than that of as many words from elsewhere.",
  paper: PAPERS.raffel,
  options: [],
  embedded: "starter-t5",
  shownIn: "generation",
};
const PROBLEM: ProblemData = { code: "text-too-long", message: "The text has 3,120 tokens; the model's context is 128.", remedy: "Choose a shorter text." };

const about = (one: StatementAbout, verdict: Verdict, figure: number | null, unit: string, says: string, pictures: readonly NotePicture[], looks: readonly NoteLook[] = []): Finding => ({
  id: one.id,
  statement: one.statement,
  measured: one.measured,
  paper: one.paper.title,
  verdict,
  figure,
  unit,
  says,
  settings: { model: "starter-llama", text: "sample", tokens: 160, seed: 1, ...(one.documents ? { documents: "stories.md, names.md" } : {}) },
  pictures,
  looks,
});
const SWEPT = about(MIDDLE, "holds", 26.25, "percentage points between ends and middle", "At the ends 85.5 % of the answers are right, in the middle third 40.2 %; closed book 12 % and with the fact alone 94 %.", [syntheticSweep(), syntheticLogarithmic()], syntheticLooks());
const MASS = about(SINKS, "fails", 0.214, "of a head's attention", "Over 160 tokens head 3.5 puts 21 % of its attention on the first token, the most of all; 0 of 48 heads put more than 30 % there.", [syntheticHeads(), { ...syntheticHeads(true), id: "changes" }]);
const FILLED = about(SPANS, "holds", 1.87, "nats", "The loss of what was taken out is 1.87 nats, that of other words 6.02.", [syntheticSpans()]);
const CRAWLED = about(SPANS, "holds", 1000, "lines", "1,000 of 3,000 lines go.", [syntheticCrawl(3_000)]);
const NO_ENCODER = about(SPANS, "not-applicable", null, "", "A decoder-only model was never trained on sentinels.", []);

const found = (finding: Finding): Pick<NoteShown, "result"> => ({ result: { kind: "found", finding } });
const shown = (one: StatementAbout, chapter: string, change: Partial<NoteShown> = {}): NoteShown => ({
  about: one,
  chapter,
  model: { folder: "/models/starter-llama", name: "starter-llama", embedded: true },
  text: null,
  documents: [],
  settings: {},
  result: null,
  saved: null,
  points: 0,
  running: false,
  ...change,
});
const LOST = "Lost in the Middle";
const STORY = { source: "names.md:3–14", excerpt: "When Mary and John went to the store, John gave a drink to Mary.\nWhen they came home, the cat was gone, and nobody knew where it had been since the morning of the day before…" };

const CASES: Readonly<Record<string, NotesCase>> = {
  "notes-sweep": { shown: shown(MIDDLE, LOST, { ...found(SWEPT), text: STORY, documents: ["stories.md", "names.md"] }), finding: SWEPT },
  "notes-fails": { shown: shown(SINKS, LOST, { ...found(MASS), model: { folder: "/models/gpt2", name: "openai-community/gpt2-medium-with-a-name-that-is-long", embedded: false } }), finding: MASS },
  "notes-listing": { shown: shown(SPANS, "T5", { ...found(FILLED), saved: { file: "notes.json", at: "2026-11-20T10:00:00Z" } }), finding: FILLED },
  "notes-long-listing": { shown: shown(SPANS, "T5", found(CRAWLED)), finding: CRAWLED },
  "notes-not-applicable": { shown: shown(SPANS, "T5", found(NO_ENCODER)), finding: NO_ENCODER },
  "notes-failed": { shown: shown(SINKS, LOST, { result: { kind: "failed", id: SINKS.id, problem: PROBLEM } }), finding: MASS },
  "notes-running": { shown: shown(MIDDLE, LOST, { running: true }), finding: null },
  "notes-stopped": { shown: shown(MIDDLE, LOST, { points: 12, settings: { depths: 21 } }), finding: SWEPT },
  "notes-options": { shown: shown({ ...MIDDLE, options: OPTIONS }, LOST, { settings: { tokens: 4096, label: "" } }), finding: SWEPT },
  "notes-no-model": { shown: shown(SINKS, LOST, { model: null }), finding: MASS },
};

/** The names of all cases. */
export const NOTES_CASE_NAMES = Object.keys(CASES);

/** The case called `name`. */
export const notesCase = (name: string): NotesCase => CASES[name] ?? CASES["notes-sweep"]!;
