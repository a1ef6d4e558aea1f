import type { BareToken, CachePolicy, GeneratedText, GenerationBeamCandidate, GenerationBeams, GenerationCompared, GenerationDraft, GenerationFinished, GenerationItem, GenerationStarted, GenerationStep, StepExplained, StepStage, WatchedToken } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import { type GivenStep, type OpenedGeneration, SAVED_FORMAT, SAVED_MOST, SAVED_VERSION, type SavedHelper } from "../../protocol/savedGeneration";
import type { Token } from "../../protocol/tokens";
import { WEIGHTS } from "../../protocol/weights";
import { type Check, fields, flag, line, list, number, oneOf, orAbsent, orNull, record, text, Unfit, whole } from "./generationFileChecks";

const REMEDY = "Choose a file that “Save run” of a generation panel wrote.";

/**
 * Reads the bytes of a saved run; `name` is the file's in messages. The file may come from anywhere: each value is held to
 * its type and to bounds, and what is not known is left out. Throws `input-invalid`.
 */
export function readGenerationFile(bytes: Uint8Array, name: string): OpenedGeneration {
  checkSize(bytes.length, name);
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw refused(name, "it is not whole JSON", error instanceof Error ? error.message : String(error));
  }
  const { format, version } = (typeof parsed === "object" && parsed !== null ? parsed : {}) as Readonly<Record<string, unknown>>;
  if (format !== SAVED_FORMAT) throw refused(name, "it does not say that it is one");
  if (version === 1) throw new Problem("input-invalid", `${name} was saved by an earlier Model Lens, which kept the tokens' numbers and no steps to show.`, { remedy: "Run it with the command line's “replay”, or trace the text again and save that." });
  if (version !== SAVED_VERSION) throw new Problem("input-invalid", `${name} is of another version than ${SAVED_VERSION}, which this Model Lens reads.`, { remedy: "Update Model Lens, or save the run again with this one." });
  try {
    const opened = opening(parsed, "the file");
    checkTogether(opened);
    return opened;
  } catch (error) {
    if (error instanceof Unfit) throw refused(name, error.message);
    throw error;
  }
}

/** Throws `input-invalid` for a file that is too large to be looked at. */
export function checkSize(bytes: number, name: string): void {
  if (bytes <= SAVED_MOST) return;
  const megabytes = (size: number): string => Math.round(size / 1024 ** 2).toLocaleString("en");
  throw new Problem("input-invalid", `${name} has ${megabytes(bytes)} MB; saved generations are opened up to ${megabytes(SAVED_MOST)} MB.`, { remedy: REMEDY });
}

const refused = (name: string, why: string, detail?: string): Problem => new Problem("input-invalid", `${name} is no saved generation that can be opened: ${why}.`, { remedy: REMEDY, ...(detail !== undefined && { detail }) });

/** Bounds: more than any run has, and little enough for a page. */
const NAME = 400;
const PATH = 4096;
const WORDS = 4000;
const TEXT = 1_000_000;
const TOKENS = 200_000;
const FEW = 4096;

const id = whole(2 ** 31);
const place = whole(TOKENS);
const token = fields<BareToken>({ id, piece: text(WORDS), text: text(WORDS), special: flag });
const watched = fields<WatchedToken>({ token, probabilities: list(number, FEW), scores: list(orNull(number), FEW), ruledOutBy: orNull(whole(FEW)) });
const stage = fields<StepStage>({ name: line(NAME), about: line(WORDS), kept: id, removed: number, sum: number, entropy: number });
const explained = fields<StepExplained>({
  stages: list(stage, 64),
  watched: list(watched, FEW),
  raw: fields<StepExplained["raw"]>({ rank: id, probability: number, surprisal: number, entropy: number, sum: number }),
  final: fields<StepExplained["final"]>({ rank: id, probability: number, surprisal: number, entropy: number }),
  forbidden: number,
});
const range = orNull(fields<NonNullable<Token["range"]>>({ start: whole(2 ** 31), end: whole(2 ** 31) }));
const cache = fields<CachePolicy>({ window: orNull(id), sinks: id });
const device = oneOf("cpu", "webgpu", "cuda", "dml", "coreml");
const described = fields<GenerationStarted["method"]>({ name: line(NAME), about: line(WORDS) });
const started = fields<GenerationStarted>({
  kind: oneOf("started"),
  generation: text(NAME),
  model: line(NAME),
  folder: text(PATH),
  device,
  weights: (value, at) => (value === undefined ? "exact" : oneOf(...WEIGHTS)(value, at)),
  prompt: list(fields<Token>({ id, piece: text(WORDS), text: text(WORDS), special: flag, range }), TOKENS),
  cut: place,
  given: list(token, TOKENS),
  method: described,
  adapters: list(described, 64),
  options: record,
  prefix: (value, at) => (value === undefined ? 0 : place(value, at)),
  cache,
  bytesPerToken: whole(2 ** 40),
  encoderDecoder: flag,
});
const weighed = orNull(list(fields<NonNullable<GenerationStep["weighed"]>[number]>({ token, probability: number, similarity: number, score: number }), FEW));
const step = fields<GenerationStep>({ kind: oneOf("step"), path: whole(FEW), step: place, token, text: text(WORDS), explained, milliseconds: number, weighed });
const draft = fields<GenerationDraft>({ kind: oneOf("draft"), path: whole(FEW), step: place, draft: list(fields<GenerationDraft["draft"][number]>({ token, drafted: number, model: number }), FEW), accepted: whole(FEW) });
const arm = fields<GenerationBeamCandidate>({ parent: whole(FEW), token, text: text(WORDS), logProbability: number, score: number, fate: oneOf("kept", "finished", "dropped", "pruned"), beam: orNull(whole(FEW)), final: orNull(number) });
const beams = fields<GenerationBeams>({
  kind: oneOf("beams"),
  step: place,
  beams: list(fields<GenerationBeams["beams"][number]>({ score: number, group: orNull(whole(FEW)), explained: orNull(explained) }), FEW),
  candidates: list(arm, FEW),
  milliseconds: number,
});
const compared = fields<GenerationCompared>({ kind: oneOf("compared"), texts: list(text(TEXT), FEW), scores: list(number, FEW), utility: orNull(list(list(number, FEW), FEW)) });
const KINDS = { started, step, draft, beams, compared } as const;

const item: Check<GenerationItem> = (value, at) => {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) throw new Unfit(`${at} is of no known kind`);
  return KINDS[kind as keyof typeof KINDS](value, at);
};

const ended = oneOf("end token", "length", "stop", "cancelled");
const finished = fields<GenerationFinished>({
  texts: list(fields<GeneratedText>({ path: orNull(whole(FEW)), tokens: list(token, TOKENS), text: text(TEXT), score: orNull(number), ended }), FEW),
  milliseconds: number,
  computed: whole(2 ** 40),
  reused: whole(2 ** 40),
});

const date: Check<string> = (value, at) => {
  const read = text(NAME)(value, at);
  if (Number.isNaN(Date.parse(read))) throw new Unfit(`${at} is no date`);
  return read;
};

const opening = fields<OpenedGeneration>({
  saved: date,
  source: line(NAME),
  text: text(TEXT),
  model: orNull(line(NAME)),
  folder: text(PATH),
  checksum: orNull(text(NAME)),
  helper: orNull(fields<SavedHelper>({ folder: text(PATH), as: oneOf("draft", "amateur"), model: orAbsent(line(NAME)), checksum: orAbsent(text(NAME)) })),
  options: record,
  prefix: orNull(place),
  status: oneOf("running", "done", "cancelled", "failed"),
  given: list(fields<GivenStep>({ token, text: text(WORDS), surprisal: number, explained: orNull(explained) }), TOKENS),
  items: list(item, TOKENS),
  finished: orNull(finished),
});

/** What a page relies on beyond types: one beginning, steps in order, beams that come from beams. */
function checkTogether({ items, given }: OpenedGeneration): void {
  const [first, ...others] = items;
  if (first?.kind !== "started") throw new Unfit("its first item is no beginning");
  if (given.length > first.given.length) throw new Unfit("more tokens are given than its beginning has");
  const next = new Map<number, number>();
  let [steps, live] = [0, 1];
  for (const one of others) {
    if (one.kind === "started") throw new Unfit("it begins twice");
    if (one.kind === "step") {
      if (one.step !== (next.get(one.path) ?? 0)) throw new Unfit(`step ${one.step} of path ${one.path} stands in another's place`);
      next.set(one.path, one.step + 1);
    }
    if (one.kind === "draft" && one.accepted > one.draft.length) throw new Unfit("more drafted tokens are accepted than there are");
    if (one.kind !== "beams") continue;
    if (one.step !== steps++) throw new Unfit(`beams of step ${one.step} stand in another's place`);
    const kept = one.candidates.filter(({ fate }) => fate === "kept");
    if (one.candidates.some(({ parent }) => parent >= one.beams.length) || (one.step > 0 && one.beams.length > live)) throw new Unfit(`a beam of step ${one.step} comes from none`);
    if (kept.some(({ beam }) => beam === null || beam >= kept.length)) throw new Unfit(`beams of step ${one.step} are not numbered`);
    live = kept.length;
  }
}
