import type { ListingPicture } from "../../../protocol/notes/note";
import { Problem } from "../../../protocol/problem";
import { divergenceOf, mostProbable, softmax } from "../../experiments/nextTokens";
import { encodeSource } from "../../traces/encoderRun";
import { greedyTarget } from "../spans/spanModel";
import { mean } from "../spread";
import { wordsOf, type Given, type Statement } from "../statement";
import { finishedRun } from "../textRun";

/** Divergence from the text alone by which a prefix has to move the first token in the mean: bits. */
const MOVED = 1;
/** First tokens and tokens of each answer that are shown. */
const [LIKELIEST, SHOWN] = [3, 24];

/** What a model says of a text behind a prefix. */
interface Said {
  readonly prefix: string;
  readonly kind: "none" | "task" | "no task";
  /** Of the first token that it writes. */
  readonly first: Float64Array;
  readonly tokens: readonly number[];
}

/** Raffel et al. 2020, section 2.4. */
export const taskPrefixes: Statement = {
  applies: ({ encoder }) => (encoder ? null : "This model goes on with a text instead of answering it: it has no encoder."),
  run: async given => {
    const [tasks, controls] = [prefixesOf(wordsOf(given, "prefixes")), prefixesOf(wordsOf(given, "controls"))];
    if (tasks.length === 0 || controls.length === 0) throw new Problem("input-invalid", "There is no prefix to put in front of the text.", { remedy: "Give at least one task, and some words that name none." });
    const behind = (kind: Said["kind"]) => (prefix: string): Pick<Said, "prefix" | "kind"> => ({ prefix, kind });
    const asked = [behind("none")(""), ...tasks.map(behind("task")), ...controls.map(behind("no task"))];
    const said: Said[] = [];
    for (const one of asked) {
      said.push({ ...one, ...(await answerBehind(given, one.prefix)) });
      given.progress(said.length / asked.length);
      given.show([await listing(given, said)]);
    }
    const plain = (said[0] as Said).first;
    const moved = (kind: Said["kind"]): number[] => said.filter(one => one.kind === kind).map(({ first }) => divergenceOf(plain, first));
    const [byTasks, byControls] = [mean(moved("task")), Math.max(...moved("no task"))];
    return {
      holds: byTasks >= MOVED && byTasks > byControls,
      figure: byTasks,
      unit: "bits by which prefixes move the first token",
      says: `${tasks.length} prefixes that name a task move the first token of the answer by ${byTasks.toFixed(3)} bits in the mean, those that name none by ${byControls.toFixed(3)} at most; ${new Set(said.map(({ tokens }) => tokens.join())).size} of ${said.length} answers differ from all before them.`,
      settings: { answer: SHOWN },
      pictures: [await listing(given, said)],
    };
  },
};

const prefixesOf = (words: string): readonly string[] => words.split("|").map(prefix => prefix.trim()).filter(prefix => prefix !== "");

/** The distribution of the first token, and the likeliest answer, for the text behind a prefix. */
async function answerBehind(given: Given, prefix: string): Promise<Pick<Said, "first" | "tokens">> {
  const { model, card, tokenizer } = given.loaded;
  const whole = await tokenizer().encode(prefix === "" ? given.text : `${prefix} ${given.text}`);
  if (!whole.some(({ range }) => range !== null)) throw new Problem("text-empty", "There is nothing to run: the text has no tokens.", { remedy: "Select some text." });
  const source = whole.slice(0, card.context).map(({ id }) => id);
  const { memory } = await encodeSource(model, { ids: source, signal: given.signal });
  const run = await finishedRun(given, { ids: [model.open.recipe.config.read.id("decoder_start_token_id")], memory });
  const { logits } = await run.unembed([0]);
  return { first: softmax(logits), tokens: await greedyTarget(given, source, SHOWN) };
}

async function listing(given: Given, said: readonly Said[]): Promise<ListingPicture> {
  const { forTarget } = given.loaded.tokenizer();
  const plain = (said[0] as Said).first;
  const rows: ListingPicture["rows"][number][] = [];
  for (const { prefix, kind, first, tokens } of said) {
    const likeliest = mostProbable(first, LIKELIEST).map(id => `${forTarget.token(id).text} ${Math.round(100 * (first[id] as number))} %`);
    rows.push([kind === "none" ? "(none)" : prefix, kind === "none" ? "" : kind === "task" ? "a task" : "no task", kind === "none" ? NaN : divergenceOf(plain, first), likeliest.join(", "), await forTarget.decode(tokens)]);
  }
  return {
    kind: "listing",
    id: "answers-by-prefix",
    title: "The same text behind each prefix",
    about: "What a prefix moves that names no task, any words would.",
    columns: [
      { name: "prefix", unit: "" },
      { name: "names", unit: "" },
      { name: "first token moved", unit: "bits" },
      { name: "likeliest first tokens", unit: "" },
      { name: "answer", unit: "" },
    ],
    rows,
  };
}
