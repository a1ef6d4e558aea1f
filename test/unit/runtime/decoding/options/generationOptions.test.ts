import assert from "node:assert/strict";
import { GENERATION_OPTION_NAMES, GENERATION_OPTIONS, type GenerationOptionName, type OptionDescription } from "../../../../../src/protocol/generationOptions";
import { differingOptions, readGenerationOptions } from "../../../../../src/runtime/decoding/options/generationOptions";
import { goldenNames, readGolden } from "../../../../golden/goldens";

/** What every need is met by, so that an option can be tried for itself. */
const SETTING = { do_sample: true, mirostat: 2, num_beams: 4, num_beam_groups: 2, eos_token_id: 1, guidance_scale: 2, prompt_lookup_num_tokens: 3, attention_window: 9 };
/** Values that an option accepts, and values that it does not, by its kind. */
function examplesOf(description: OptionDescription): { right: readonly unknown[]; wrong: readonly unknown[] } {
  switch (description.kind) {
    case "boolean":
      return { right: [true, false], wrong: [1, "true", []] };
    case "integer":
      return { right: [description.least, description.least + 3], wrong: [description.least - 1, 1.5, "3", true, [], ...(description.most === undefined ? [] : [description.most + 1])] };
    case "number": {
      const { least, most, above, below } = description;
      const inside = ((above ?? least ?? 0) + 3 * (below ?? most ?? 2)) / 4;
      const beyond = [least === undefined ? undefined : least - 0.1, most === undefined ? undefined : most + 0.1, above, below].filter(value => value !== undefined);
      return { right: [inside, ...[least, most].filter(value => value !== undefined)], wrong: ["1", true, [], NaN, Infinity, ...beyond] };
    }
    case "choice":
      return { right: description.choices, wrong: ["sometimes", 7, []] };
    case "text":
      return { right: ["[a-z]+"], wrong: ["", 3, true] };
    case "list":
      return { right: [JSON.parse(description.example), ...(description.words ?? [])], wrong: [true, "", [[]], [null], [-1], ...(description.items === "tokens" ? [1.5, "1"] : [7])] };
  }
}

describe("Generation options", () => {
  const neutral = Object.fromEntries(GENERATION_OPTION_NAMES.map(name => [name, GENERATION_OPTIONS[name].neutral]));

  it("are all there with their neutral values where nothing is asked for", () => {
    assert.deepEqual(readGenerationOptions({}), neutral);
    assert.deepEqual(readGenerationOptions(neutral), neutral);
  });

  for (const name of GENERATION_OPTION_NAMES) {
    const description = GENERATION_OPTIONS[name];
    it(`${name} is read as it says, switched off by null, refused by name`, () => {
      const { right, wrong } = examplesOf(description);
      const read = (value: unknown): unknown => readGenerationOptions(name in SETTING ? { [name]: value } : { ...SETTING, [name]: value }, SETTING)[name];
      for (const value of right) assert.deepEqual(read(value), value, JSON.stringify(value));
      assert.deepEqual(readGenerationOptions({ [name]: null }, { [name]: right[0] })[name], description.neutral);
      assert.ok(wrong.length >= 3);
      for (const value of wrong) {
        assert.throws(() => read(value), (error: unknown) => isProblem(error, "input-invalid", name), `${name} = ${JSON.stringify(value)}`);
      }
      assert.match(description.about, /^[A-Z“].+\.$/);
    });

    it(`${name}: a checkpoint's default is taken if upstream knows the option, and no other`, () => {
      const value = examplesOf(description).right.find(one => JSON.stringify(one) !== JSON.stringify(description.neutral));
      assert.deepEqual(readGenerationOptions({}, { [name]: value })[name], description.upstream ? value : description.neutral);
      assert.deepEqual(readGenerationOptions({}, { [name]: null })[name], description.neutral);
      if (description.upstream) assert.throws(() => readGenerationOptions({}, { [name]: { wrong: true } }), (error: unknown) => isProblem(error, "input-invalid", name));
    });
  }

  it("take one token for a list of one, one text too, and an object for biases and schemas", () => {
    assert.deepEqual(readGenerationOptions({ eos_token_id: 3 }).eos_token_id, [3]);
    assert.deepEqual(readGenerationOptions({ stop_strings: "\n" }).stop_strings, ["\n"]);
    assert.deepEqual(readGenerationOptions({ guidance_scale: 2, negative_prompt_ids: [4, 5] }).negative_prompt_ids, [[4, 5]]);
    assert.deepEqual(readGenerationOptions({ token_bias: { 50256: -100 } }).token_bias, [[50256, -100]]);
    assert.equal(readGenerationOptions({ json_schema: { type: "object" } }).json_schema, '{"type":"object"}');
  });

  it("refuse an unknown name, and say which may have been meant", () => {
    assert.throws(() => readGenerationOptions({ temprature: 1 }), (error: unknown) => isProblem(error, "input-unknown", "temprature") && /temperature/.test((error as { remedy: string }).remedy));
    assert.throws(() => readGenerationOptions({ xyz: 1 }), (error: unknown) => isProblem(error, "input-unknown", "xyz") && /Known are .*top_p/.test((error as { remedy: string }).remedy));
    assert.throws(() => readGenerationOptions({ toString: 1 }), { code: "input-unknown" });
  });

  it("pass over what else a checkpoint's files say", () => {
    const found = readGenerationOptions({}, { transformers_version: "4.46.0", _from_model_config: true, bos_token_id: 1, hidden_size: 48, seed: 3, attention_window: [512], temperature: 0.6, do_sample: true });
    assert.deepEqual(differingOptions(found), { temperature: 0.6, do_sample: true });
  });

  it("refuse an option that was asked for and has no effect, but not a default of the model", () => {
    const idle: Partial<Record<GenerationOptionName, unknown>> = { temperature: 0.5, top_k: 5, mirostat_tau: 2, length_penalty: 2, diversity_penalty: 0.5, min_new_tokens: 3, negative_prompt_ids: [[1]], max_matching_ngram_size: 3, attention_sinks: 4, stochastic_beams: true };
    for (const [name, value] of Object.entries(idle)) {
      assert.throws(() => readGenerationOptions({ [name]: value }), (error: unknown) => isProblem(error, "input-invalid", name) && /only with/.test((error as Error).message), name);
      assert.deepEqual(readGenerationOptions({ [name]: null })[name as GenerationOptionName], GENERATION_OPTIONS[name as GenerationOptionName].neutral);
    }
    assert.equal(readGenerationOptions({ do_sample: false }, { temperature: 0.6 }).temperature, 0.6);
    assert.equal(readGenerationOptions({ penalty_alpha: 0.6, top_k: 4 }).top_k, 4);
    assert.equal(readGenerationOptions({ temperature: 1 }).temperature, 1, "its neutral value says nothing");
  });

  it("come back from what differs of them", () => {
    const asked = { do_sample: true, top_p: 0.9, eos_token_id: 2, sequence_bias: [[[4], 3]], seed: 0, num_beams: 1 };
    const options = readGenerationOptions(asked, { temperature: 0.6, max_length: 99 });
    const differing = differingOptions(options);
    assert.deepEqual(differing, { max_length: 99, eos_token_id: [2], do_sample: true, seed: 0, temperature: 0.6, top_p: 0.9, sequence_bias: [[[4], 3]] });
    assert.deepEqual(readGenerationOptions(JSON.parse(JSON.stringify(differing)) as Record<string, unknown>), options);
  });

  it("are those of every reference case of generation", async () => {
    let cases = 0;
    for (const name of goldenNames()) {
      for (const [key, { kwargs }] of Object.entries((await readGolden(name)).generate)) {
        if (!kwargs) continue;
        const options = readGenerationOptions(kwargs, {});
        for (const [option, value] of Object.entries(kwargs)) {
          const description = GENERATION_OPTIONS[option as GenerationOptionName];
          const expected = value === null ? description.neutral : description.kind === "list" && typeof value === "number" ? [value] : value;
          assert.deepEqual(options[option as GenerationOptionName], expected, `${name} ${key} ${option}`);
        }
        cases++;
      }
    }
    assert.ok(cases > 600, `${cases} cases`);
  });
});

function isProblem(error: unknown, code: string, name: string): boolean {
  const problem = error as { code?: string; message: string; remedy?: string };
  return problem.code === code && problem.message.includes(name) && (problem.remedy ?? "") !== "";
}
