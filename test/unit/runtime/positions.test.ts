import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { CurvesPicture, HandsPicture, ModelPositions, PositionPicture, StackPositions, TablePicture } from "../../../src/protocol/positions";
import { readFloats, readHeader } from "../../../src/runtime/checkpoints/safetensors";
import { openModel } from "../../../src/runtime/model/openModel";
import { bucketOf } from "../../../src/runtime/model/positions/bucketBias";
import { sampled, sampledWords } from "../../../src/runtime/positions/axes";
import { describePositions } from "../../../src/runtime/positions/describePositions";
import { STARTER } from "./starter";

const REFERENCE = path.join(__dirname, "../../golden/reference");
const folderOf = (name: string): string => (name === "starter" ? STARTER : path.join(REFERENCE, name));

/** What each kind of model must tell: stack and kind. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  gpt2: ["model learned"],
  "openai-gpt": ["model learned"],
  bert: ["model learned"],
  roberta: ["model learned"],
  "bert-relative_key": ["model relative"],
  "bert-relative_key_query": ["model relative"],
  t5: ["encoder buckets", "decoder buckets"],
  marian: ["encoder sinusoidal", "decoder sinusoidal"],
  bart: ["encoder learned", "decoder learned"],
  bloom: ["model alibi"],
  gpt_neox: ["model rotary"],
  "llama-rope-linear": ["model rotary"],
  "llama-rope-dynamic": ["model rotary"],
  "llama-rope-llama3": ["model rotary"],
  starter: ["model rotary"],
};

describe("How a model knows positions", () => {
  const described = new Map<string, ModelPositions>();
  const of = async (name: string): Promise<ModelPositions> => {
    const known = described.get(name) ?? (await describePositions(await openModel(folderOf(name))));
    described.set(name, known);
    return known;
  };
  const stack = async (name: string, index = 0): Promise<StackPositions> => found((await of(name)).stacks[index]);
  const floats = async (name: string, tensor: RegExp): Promise<Float32Array> => {
    const { tensors } = await readHeader(path.join(folderOf(name), "model.safetensors"));
    return readFloats(found(tensors.find(one => tensor.test(one.name))));
  };

  for (const [name, kinds] of Object.entries(KINDS)) {
    it(`${name}: ${kinds.join(", ")}; every picture is whole`, async () => {
      const { stacks, context, family } = await of(name);
      assert.deepEqual(stacks.map(one => `${one.stack} ${one.kind}`), kinds);
      assert.ok(context > 0 && family !== "");
      for (const { pictures, facts, explanation, formula, paper } of stacks) {
        for (const text of [explanation, formula, paper]) assert.ok(text.length > 3);
        for (const fact of facts) assert.ok(fact.name !== "" && fact.value !== "" && !/NaN|undefined|Infinity/.test(fact.value), JSON.stringify(fact));
        assert.ok(pictures.length >= 2);
        assert.equal(new Set(pictures.map(({ id }) => id)).size, pictures.length);
        for (const picture of pictures) checkWhole(picture);
      }
    });
  }

  it("a learned table: lengths and similarities are those of the checkpoint's rows", async () => {
    const { pictures, facts } = await stack("gpt2");
    const table = await floats("gpt2", /wpe\.weight$/);
    const width = table.length / 40;
    const row = (position: number): Float32Array => table.subarray(position * width, (position + 1) * width);
    const dot = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, i) => sum + value * (other[i] as number), 0);
    const cosine = (one: number, other: number): number => dot(row(one), row(other)) / Math.sqrt(dot(row(one), row(one)) * dot(row(other), row(other)));
    near(curves(pictures, "norms").lines[0]?.values[7], Math.sqrt(dot(row(7), row(7))));
    near(sheet(pictures, "cosines")[3 * 40 + 11], cosine(3, 11));
    const [similar] = curves(pictures, "similarity").lines;
    assert.ok(similar?.spread);
    near(similar.values[0], 1);
    near(similar.spread[0], 0);
    const pairs = Array.from({ length: 35 }, (_, first) => cosine(first, first + 5));
    const mean = pairs.reduce((sum, value) => sum + value, 0) / pairs.length;
    near(similar.values[5], mean);
    near(similar.spread[5], Math.sqrt(pairs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pairs.length));
    assert.ok(facts.some(({ name, value }) => name === "Mask" && value.startsWith("causal")));
  });

  it("BART's table is shown from the row of position 0 on", async () => {
    const { pictures, facts } = await stack("bart", 1);
    const table = await floats("bart", /^model\.decoder\.embed_positions\.weight$/);
    const shown = picture(pictures, "table") as TablePicture;
    near(sheet(pictures, "table")[0], table[2 * 48] as number);
    assert.equal(shown.rows.at.length, 40);
    assert.ok(facts.some(({ value }) => value.includes("position p reads row p + 2")));
  });

  it("sinusoids: wavelengths from 2π, products even in the offset", async () => {
    const { pictures } = await stack("marian");
    const lengths = curves(pictures, "wavelengths").lines[0]?.values;
    near(lengths?.[0], 2 * Math.PI);
    near(lengths?.[1], 2 * Math.PI * 10_000 ** (2 / 48));
    const products = curves(pictures, "products").lines[0]?.values;
    near(products?.[0], 1);
    const cosines = Array.from({ length: 24 }, (_, pair) => Math.cos(3 / 10_000 ** ((2 * pair) / 48)));
    near(products?.[3], cosines.reduce((sum, value) => sum + value, 0) / 24);
  });

  for (const [name, index, weight] of [["encoder", 0, /^encoder\..*relative_attention_bias/], ["decoder", 1, /^decoder\..*relative_attention_bias/]] as const) {
    it(`T5's ${name}: each head's bias at a distance is that of the distance's bucket`, async () => {
      const { pictures } = await stack("t5", index);
      const table = await floats("t5", weight);
      const { x, lines } = curves(pictures, "bias");
      assert.equal(lines.length, 4);
      assert.equal(x.at.at(-1), name === "encoder" ? 144 : 0);
      for (const distance of [-130, -20, -3, 0]) {
        const at = x.at.indexOf(distance);
        for (const [head, { values }] of lines.entries()) near(values[at], table[bucketOf(distance, 32, 128, name === "encoder" ? "both" : "past") * 4 + head] as number);
      }
    });
  }

  it("Shaw's vectors: the table of each layer, in the order of distances", async () => {
    const { pictures, formula } = await stack("bert-relative_key");
    const first = await floats("bert-relative_key", /layer\.0\.attention\.self\.distance_embedding/);
    const table = picture(pictures, "table") as TablePicture;
    assert.equal(table.sheets.length, 3);
    assert.deepEqual([table.rows.at[0], table.rows.at.at(-1)], [-39, 39]);
    near(table.sheets[0]?.values[5 * 12 + 2], first[5 * 12 + 2] as number);
    assert.notEqual(formula, (await stack("bert-relative_key_query")).formula);
  });

  it("ALiBi: a head's bias is its slope times the distance", async () => {
    const { pictures } = await stack("bloom");
    const slopes = found(curves(pictures, "slopes").lines[0]).values;
    for (const [head, { values }] of curves(pictures, "bias").lines.entries()) near(values[10], -10 * (slopes[head] as number));
    near(slopes[0], 0.25);
  });

  it("rotary: the first pair turns a radian per position, and nothing is lost at distance 0", async () => {
    const { pictures, facts } = await stack("starter");
    const hands = picture(pictures, "hands") as HandsPicture;
    const pairs = hands.wavelengths.length;
    hands.positions.at.forEach((position, row) => near(hands.angles[row * pairs], position));
    near(hands.wavelengths[0], 2 * Math.PI);
    const [bound, same] = curves(pictures, "decay").lines;
    assert.ok(bound && same);
    near(bound.values[0], 1);
    same.values.forEach((value, row) => assert.ok(Math.abs(value) <= 1 && (bound.values[row] as number) <= 1 + 1e-6));
    assert.ok(facts.some(({ name, value }) => name === "Length before and after" && value.startsWith("equal")));
  });

  it("a scaled model shows its wavelengths beside the unscaled ones, and those of a longer text where they change", async () => {
    const names = async (name: string): Promise<string[]> => curves((await stack(name)).pictures, "wavelengths").lines.map(line => line.name);
    assert.deepEqual(await names("starter"), ["wavelength"]);
    assert.deepEqual(await names("llama-rope-linear"), ["scaled", "without scaling"]);
    assert.ok((await names("llama-rope-dynamic")).some(name => name.startsWith("at ")));
    const [scaled, plain] = curves((await stack("llama-rope-linear")).pictures, "wavelengths").lines;
    assert.ok(scaled && plain);
    near((scaled.values[2] as number) / (plain.values[2] as number), (scaled.values[0] as number) / (plain.values[0] as number));
  });

  it("YaRN stretches only the slow pairs, and tells of its factor on the scores", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "yarn-"));
    try {
      await cp(folderOf("llama"), folder, { recursive: true });
      const file = path.join(folder, "config.json");
      const config = JSON.parse(await readFile(file, "utf8")) as object;
      await writeFile(file, JSON.stringify({ ...config, rope_scaling: { rope_type: "yarn", factor: 4, original_max_position_embeddings: 64 } }));
      const described = found((await describePositions(await openModel(folder))).stacks[0]);
      const [scaled, plain] = curves(described.pictures, "wavelengths").lines;
      assert.ok(scaled && plain);
      near(scaled.values[0], plain.values[0] as number);
      near((scaled.values.at(-1) as number) / (plain.values.at(-1) as number), 4);
      assert.ok(described.facts.some(({ name, value }) => name === "Factor on q and k" && value.startsWith("1.139")));
      near(sheet(described.pictures, "cosines")[0], 0.1 * Math.log(4) + 1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("only a part of the channels turns in GPT-NeoX, and it says so", async () => {
    const { facts } = await stack("gpt_neox");
    assert.ok(facts.some(({ name, value }) => name === "Pairs" && value.includes("the others do not know positions")));
  });

  it("says how it chose where not all is shown", () => {
    assert.deepEqual(sampled(10, 4), [0, 3, 6, 9]);
    assert.equal(sampledWords(10, 4, "position"), "every 3rd position");
    assert.equal(sampledWords(4, 4, "position"), "every position");
    assert.equal(sampledWords(2048, 192, "channel"), "every 11th channel");
  });
});

function found<T>(value: T | undefined): T {
  assert.ok(value !== undefined);
  return value;
}
const picture = (pictures: readonly PositionPicture[], id: string): PositionPicture => found(pictures.find(one => one.id === id));
const curves = (pictures: readonly PositionPicture[], id: string): CurvesPicture => picture(pictures, id) as CurvesPicture;
const sheet = (pictures: readonly PositionPicture[], id: string): Float32Array => found((picture(pictures, id) as TablePicture).sheets[0]).values;

function near(value: number | undefined, wanted: number): void {
  assert.ok(value !== undefined && Math.abs(value - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted)), `${value} is not ${wanted}`);
}

/** Sizes fit the axes, and every value is a number. */
function checkWhole(one: PositionPicture): void {
  const whole = (values: Float32Array, size: number): void => {
    assert.equal(values.length, size, one.id);
    assert.ok(size > 0 && values.every(Number.isFinite), one.id);
  };
  if (one.kind === "table") for (const { values } of one.sheets) whole(values, one.rows.at.length * one.columns.at.length);
  else if (one.kind === "hands") whole(one.angles, one.positions.at.length * one.wavelengths.length);
  else {
    for (const { values, spread } of one.lines) {
      whole(values, one.x.at.length);
      if (spread) whole(spread, one.x.at.length);
      if (one.logarithmic) assert.ok(values.every(value => value > 0));
    }
  }
}
