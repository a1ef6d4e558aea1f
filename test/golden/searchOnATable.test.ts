import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { readFloats, readHeader, type StoredTensor } from "../../src/runtime/checkpoints/safetensors";
import type { Adapter } from "../../src/runtime/decoding/adapters/adapter";
import type { Decoded, Decoding } from "../../src/runtime/decoding/decoding";
import type { LanguageModel, Text } from "../../src/runtime/decoding/languageModel";
import { greatest } from "../../src/runtime/decoding/scores";
import type { BeamOptions } from "../../src/runtime/decoding/search/beamOptions";
import { beamSearch } from "../../src/runtime/decoding/search/beamSearch";
import { constrainedBeamSearch } from "../../src/runtime/decoding/search/constrainedBeamSearch";
import { followPath } from "../../src/runtime/decoding/search/followPath";
import { groupBeamSearch } from "../../src/runtime/decoding/search/groupBeamSearch";
import type { BeamDecoded } from "../../src/runtime/decoding/search/growBeams";
import { forcedLast, noEndBefore, noRepeatedPairs, repetition } from "./searchOnATable/plainAdapters";

interface Options {
  readonly max_new_tokens: number;
  readonly num_beams: number;
  readonly eos_token_id: number | number[] | null;
  readonly pad_token_id: number;
  readonly num_return_sequences?: number;
  readonly length_penalty?: number;
  readonly early_stopping?: boolean | "never";
  readonly num_beam_groups?: number;
  readonly diversity_penalty?: number;
  readonly force_words_ids?: (number[] | number[][])[];
  readonly min_new_tokens?: number;
  readonly no_repeat_ngram_size?: number;
  readonly repetition_penalty?: number;
  readonly forced_eos_token_id?: number;
}
interface Case {
  readonly inputs: { readonly input_ids: number[][] };
  readonly kwargs: Options;
  readonly sequences: number[][];
  readonly sequences_scores?: number[];
  readonly beam_indices?: number[][];
}

const FOLDER = path.join(__dirname, "searchOnATable");
const { generate: cases } = JSON.parse(readFileSync(path.join(FOLDER, "golden.json"), "utf8")) as { generate: Record<string, Case> };

/** Upstream's searches where the model is a table [V, V, V], so that only the search can be wrong. */
describe("Search on a table against upstream", () => {
  let model: LanguageModel;

  before(async () => {
    const { tensors } = await readHeader(path.join(FOLDER, "golden.safetensors"));
    model = tableModel(await readFloats(tensors.find(({ name }) => name === "table") as StoredTensor), 17);
  });

  it("has all cases", () => assert.equal(Object.keys(cases).length, 44));

  for (const [name, golden] of Object.entries(cases)) {
    it(name, async () => {
      const rows: BeamDecoded[] = [];
      const sequences: number[][] = [];
      for (const prompt of golden.inputs.input_ids) {
        for (const decoded of await search(model, prompt, golden.kwargs)) {
          rows.push(decoded as BeamDecoded);
          sequences.push([...prompt, ...decoded.tokens]);
        }
      }
      const length = Math.max(...sequences.map(sequence => sequence.length));
      assert.deepEqual(sequences.map(sequence => padded(sequence, length, golden.kwargs.pad_token_id)), golden.sequences);
      golden.sequences_scores?.forEach((score, i) => assert.ok(Math.abs((rows[i] as BeamDecoded).score - score) <= 1e-5, `score ${i}: ${(rows[i] as BeamDecoded).score} and ${score}`));
      checkIndices(golden, rows);
    });
  }
});

/** Upstream counts beams through the batch, ours are counted in their group. */
function checkIndices({ beam_indices: expected, kwargs, inputs }: Case, rows: readonly BeamDecoded[]): void {
  const { num_beams: beams, num_beam_groups: groups = 1 } = kwargs;
  let checked = 0;
  expected?.forEach((row, i) => {
    const { beamIndices } = rows[i] as BeamDecoded;
    const indices = row.filter(index => index >= 0);
    // A text that ended in a later group is given the first group's indices upstream, of that step and so one too many.
    if (indices.length > beamIndices.length && groups > 1) return;
    const prompt = Math.floor(i / (rows.length / inputs.input_ids.length));
    const offset = groups > 1 ? (beams / groups) * prompt : beams * prompt;
    assert.deepEqual(indices, beamIndices.map(index => index + offset), `beam indices ${i}`);
    checked++;
  });
  assert.ok(!expected || checked > 0);
}

function search(model: LanguageModel, prompt: Text, options: Options): Promise<readonly Decoded[]> {
  const ends = options.eos_token_id === null ? [] : [options.eos_token_id].flat();
  const decoding: Decoding = { adapters: adaptersOf(options, ends), maxNewTokens: options.max_new_tokens, endIds: new Set(ends), signal: new AbortController().signal };
  if (options.num_beams === 1) return followPath(model, prompt, decoding, greatest).then(one => [one]);
  const beams: BeamOptions = {
    beams: options.num_beams,
    returned: options.num_return_sequences ?? 1,
    lengthPenalty: options.length_penalty ?? 1,
    earlyStopping: options.early_stopping ?? false,
  };
  const { num_beam_groups: groups, diversity_penalty: diversityPenalty = 0, pad_token_id: padId } = options;
  if (groups) return groupBeamSearch(model, prompt, decoding, { ...beams, groups, diversityPenalty, padId });
  const required = options.force_words_ids?.map(words => (typeof words[0] === "number" ? [words as number[]] : (words as number[][])));
  if (required) return constrainedBeamSearch(model, prompt, decoding, { ...beams, required });
  return beamSearch(model, prompt, decoding, beams);
}

function adaptersOf(options: Options, ends: readonly number[]): Adapter[] {
  const adapters: Adapter[] = [];
  if (options.repetition_penalty !== undefined) adapters.push(repetition(options.repetition_penalty));
  if (options.no_repeat_ngram_size !== undefined) adapters.push(noRepeatedPairs(options.no_repeat_ngram_size));
  if (options.min_new_tokens !== undefined) adapters.push(noEndBefore(options.min_new_tokens, ends));
  if (options.forced_eos_token_id !== undefined) adapters.push(forcedLast(options.forced_eos_token_id, options.max_new_tokens));
  return adapters;
}

/** Logits after a token are `table[token before it, token]`; the first token counts as its own predecessor. */
function tableModel(table: Float32Array, vocabulary: number): LanguageModel {
  const after = (text: Text): Float32Array => {
    const last = text.at(-1) as number;
    const start = ((text.at(-2) ?? last) * vocabulary + last) * vocabulary;
    return table.subarray(start, start + vocabulary);
  };
  return { vocabulary, next: texts => Promise.resolve(texts.map(text => ({ logits: after(text) }))) };
}

const padded = (sequence: readonly number[], length: number, id: number): number[] => [...sequence, ...Array.from({ length: length - sequence.length }, () => id)];
