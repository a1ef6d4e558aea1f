import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { readFloats, readHeader, type StoredTensor } from "../../src/runtime/checkpoints/safetensors";
import { ConfigReader } from "../../src/runtime/model/config";
import { alibi, slopes } from "../../src/runtime/model/positions/alibi";
import { bucketBias, bucketOf } from "../../src/runtime/model/positions/bucketBias";
import { learned } from "../../src/runtime/model/positions/learned";
import type { Feed, Placed, Position } from "../../src/runtime/model/positions/position";
import { clippedRow, relativeVectors } from "../../src/runtime/model/positions/relativeVectors";
import { angleAt, frequencies, rotary, turns } from "../../src/runtime/model/positions/rotary";
import { scalingOf, yarn } from "../../src/runtime/model/positions/rotaryScaling";
import { wave, type SineLayout } from "../../src/runtime/model/positions/sinusoidal";

interface RopeTable {
  readonly head_dim: number;
  readonly rope_theta: number;
  readonly max_position_embeddings: number;
  readonly rope_scaling: Readonly<Record<string, unknown>> | null;
  readonly positions?: readonly number[];
  readonly attention_scaling: number;
}
interface Golden {
  readonly sinusoid: { readonly positions: number };
  readonly rope: { readonly tables: Readonly<Record<string, RopeTable>>; readonly apply: { readonly positions: readonly number[]; readonly theta: number } };
  readonly t5: { readonly buckets: Readonly<Record<string, { readonly bidirectional: boolean; readonly num_buckets: number; readonly max_distance: number }>> };
  readonly alibi: { readonly heads: readonly number[] };
}

const FOLDER = path.join(__dirname, "positions");
const LIMIT = 1e-6;
const golden = JSON.parse(readFileSync(path.join(FOLDER, "golden.json"), "utf8")) as Golden;
const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Tables of position encodings as upstream computes them; ours are the formulas that feed the graphs. */
describe("Positions against upstream", () => {
  const stored = new Map<string, StoredTensor>();
  const worst = new Map<string, number>();
  const shapeOf = (name: string): readonly number[] => tensor(name).shape;
  const floats = (name: string): Promise<Float32Array> => readFloats(tensor(name));
  const integers = (name: string): number[] => {
    const { type, file, offset, bytes } = tensor(name);
    assert.equal(type, "I64");
    const copy = Uint8Array.from(readFileSync(file).subarray(offset, offset + bytes));
    return Array.from(new BigInt64Array(copy.buffer), Number);
  };
  function tensor(name: string): StoredTensor {
    const found = stored.get(name);
    assert.ok(found, name);
    return found;
  }
  const agree = (kind: string, found: ArrayLike<number>, wanted: ArrayLike<number>, limit = LIMIT): void => {
    assert.ok(wanted.length > 0);
    assert.equal(found.length, wanted.length, kind);
    let greatest = 0;
    for (let i = 0; i < wanted.length; i++) {
      const difference = Math.abs((found[i] as number) - (wanted[i] as number));
      if (!(difference <= limit)) assert.fail(`${kind}: element ${i} is ${found[i]}, and ${wanted[i]} upstream`);
      greatest = Math.max(greatest, difference);
    }
    const name = kind.split(" ")[0] as string;
    worst.set(name, Math.max(greatest, worst.get(name) ?? 0));
  };

  before(async () => {
    for (const one of (await readHeader(path.join(FOLDER, "golden.safetensors"))).tensors) stored.set(one.name, one);
  });
  after(() => {
    process.stdout.write(`Greatest differences to the tables: ${[...worst].map(([name, value]) => `${name} ${value.toExponential(1)}`).join("  ")}\n`);
  });

  const LAYOUTS: Readonly<Record<string, SineLayout>> = { marian: "halves", distilbert: "interleaved" };
  for (const [name, layout] of Object.entries(LAYOUTS)) {
    it(`sinusoids, ${layout} (${name})`, async () => {
      const tables = [...stored.keys()].filter(key => key.startsWith(`sinusoid.${name}.`));
      assert.ok(tables.length >= 2);
      for (const key of tables) {
        const [rows, width] = shapeOf(key) as [number, number];
        assert.equal(rows, golden.sinusoid.positions);
        agree("sinusoids", counted(rows).flatMap(position => [...wave(position, width, layout)]), await floats(key));
      }
    });
  }

  it("sinusoids as GPT-J lays them out: sine and cosine of rotary turns", async () => {
    const table = await floats("rope.gptj_table.d12");
    const rows = counted(shapeOf("rope.gptj_table.d12")[0] as number);
    const { cos, sin } = turns(rows, frequencies(10_000, 12));
    agree("sinusoids", rows.flatMap(row => [...sin.subarray(row * 6, row * 6 + 6), ...cos.subarray(row * 6, row * 6 + 6)]), table);
  });

  const held = Object.entries(golden.rope.tables).filter(([, { positions }]) => positions !== undefined);
  for (const [name, table] of held) {
    it(`rotary cosines and sines: ${name}`, async () => {
      const { head_dim: dims, rope_theta: theta, positions = [] } = table;
      const longest = Math.max(...positions) + 1;
      const scaling = scalingFor(table);
      agree(`${kindOf(name)}.frequencies`, scaling.frequencies(theta, dims, longest), await floats(`rope.${name}.inv_freq`));
      assert.ok(Math.abs(scaling.attention - table.attention_scaling) < LIMIT);
      const feeds = rotary(theta, dims, scaling).feeds({ at: positions, keys: positions, longest });
      for (const part of ["cos", "sin"] as const) {
        const both = await floats(`rope.${name}.${part}`);
        const half = positions.flatMap((_, row) => [...both.subarray(row * dims, row * dims + dims / 2)]);
        agree(`${kindOf(name)}.${part}`, (feeds[`rotary.${part}`] as Feed).data as Float32Array, half);
      }
    });
  }

  it("a rotary scaling that is not known is refused by name", () => {
    const longrope = golden.rope.tables["longrope_short.d16"];
    assert.ok(longrope);
    assert.throws(() => scalingFor(longrope), { code: "unsupported-config", message: /longrope/ });
    const mscale = { rope_type: "yarn", factor: 4, mscale: 0.707 };
    assert.throws(() => scalingOf(new ConfigReader(mscale, "config.json"), 64), { code: "unsupported-config", message: /mscale/ });
  });

  it("queries and keys turned", async () => {
    const { positions, theta } = golden.rope.apply;
    for (const name of ["q", "k"]) {
      const [, heads, , dims] = shapeOf(`rope.apply.${name}`) as [number, number, number, number];
      const [before, after] = [await floats(`rope.apply.${name}`), await floats(`rope.apply.half.${name}`)];
      const { cos, sin } = turns(positions, frequencies(theta, dims));
      const half = dims / 2;
      const turned = before.map((own, index) => {
        const channel = index % dims;
        const row = Math.floor(index / dims) % positions.length;
        const [pair, first] = [channel % half, channel < half];
        const other = before[first ? index + half : index - half] as number;
        return own * (cos[row * half + pair] as number) + (first ? -other : other) * (sin[row * half + pair] as number);
      });
      assert.equal(turned.length, heads * positions.length * dims);
      agree("turned", turned, after);
    }
    assert.equal(angleAt(1, 1), 1);
  });

  for (const [name, { bidirectional, num_buckets: buckets, max_distance: farthest }] of Object.entries(golden.t5.buckets)) {
    it(`buckets of distances: ${name}`, () => {
      const distances = integers("t5.relative_position");
      assert.deepEqual(distances.map(distance => bucketOf(distance, buckets, farthest, bidirectional ? "both" : "past")), integers(name));
    });
  }

  for (const [stack, sides] of [["encoder", "both"], ["decoder", "past"]] as const) {
    it(`bias by bucket in the ${stack}`, async () => {
      const [, heads, queries, keys] = shapeOf(`t5.bias.${stack}.out`) as [number, number, number, number];
      const table = await floats(`t5.bias.${stack}.weight`);
      const rows = fed(bucketBias(32, 128, sides), "rel.buckets", { at: counted(queries), keys: counted(keys), longest: keys });
      agree("buckets", counted(heads).flatMap(head => rows.map(row => table[row * heads + head] as number)), await floats(`t5.bias.${stack}.out`));
    });
  }

  it("slopes of ALiBi for every number of heads, in BLOOM and in MPT", async () => {
    for (const heads of golden.alibi.heads) {
      for (const family of ["bloom", "mpt"]) agree("slopes", slopes(heads), await floats(`alibi.${family}.slopes.h${heads}`));
    }
  });

  it("biases of ALiBi: the same up to what a row has in common", async () => {
    const keys = shapeOf("alibi.mpt.tensor.h6")[2] as number;
    const last = keys - 1;
    const away = fed(alibi(6), "alibi.distances", { at: [last], keys: counted(keys), longest: keys });
    agree("slopes", slopes(6).flatMap(slope => away.map(distance => slope * distance)), await floats("alibi.mpt.tensor.h6"));
  });

  for (const name of ["relative_key", "relative_key_query"] as const) {
    it(`rows of Shaw's vectors: ${name}`, async () => {
      const table = await floats(`shaw.${name}.weight.distance_embedding.weight`);
      const [rows, width] = shapeOf(`shaw.${name}.weight.distance_embedding.weight`) as [number, number];
      const time = shapeOf(`shaw.${name}.index`)[0] as number;
      const clip = (rows + 1) / 2;
      const at = counted(time);
      const found = fed(relativeVectors(clip, name === "relative_key" ? "query" : "query and key"), "rel.by_query", { at, keys: at, longest: time });
      assert.deepEqual(found, integers(`shaw.${name}.index`));
      agree("shaw", found.flatMap(row => [...table.subarray(row * width, (row + 1) * width)]), await floats(`shaw.${name}.embedding`));
      assert.deepEqual([-99, 99].map(distance => clippedRow(distance, clip)), [0, rows - 1], "farther ones share the last vector");
    });
  }

  it("BART's rows begin two behind the table's start, with and without a past", async () => {
    const weight = await floats("bart.weight");
    const [rows, width] = shapeOf("bart.weight") as [number, number];
    for (const [name, past] of [["bart.past0", 0], ["bart.past3", 3]] as const) {
      const [sequences, time] = shapeOf(name) as [number, number];
      const at = counted(time).map(index => index + past);
      const ids = fed(learned(rows - 2, 2), "position_ids", { at, keys: at, longest: past + time });
      agree("bart", counted(sequences).flatMap(() => ids.flatMap(id => [...weight.subarray(id * width, (id + 1) * width)])), await floats(name));
    }
  });

  it("RoBERTa's ids count from behind the padding's, over tokens that are none", () => {
    const [ids, wanted] = [integers("roberta.input_ids"), integers("roberta.position_ids")];
    const [sequences, time] = shapeOf("roberta.input_ids") as [number, number];
    const pad = 1;
    const position = learned(40, pad + 1);
    for (const sequence of counted(sequences)) {
      const real = counted(time).filter(index => ids[sequence * time + index] !== pad);
      const at = real.map((_, index) => index);
      assert.ok(at.length > 0);
      assert.deepEqual(fed(position, "position_ids", { at, keys: at, longest: at.length }), real.map(index => wanted[sequence * time + index]));
    }
  });
});

/** "yarn" of "yarn.d12". */
const kindOf = (name: string): string => name.split(".")[0] as string;

/** What `position` feeds a graph's input, as plain numbers. */
function fed(position: Position, input: string, placed: Placed): number[] {
  const feed = position.feeds(placed)[input];
  assert.ok(feed, input);
  return Array.from(feed.data, Number);
}

function scalingFor({ rope_scaling: settings, max_position_embeddings: context }: RopeTable): ReturnType<typeof scalingOf> {
  // The release that made these tables took YaRN's trained length from max_position_embeddings; the paper and later releases do as `scalingOf`.
  if (settings?.["rope_type"] === "yarn") return yarn(settings["factor"] as number, context);
  return scalingOf(settings && new ConfigReader(settings, "config.json: rope_scaling"), context);
}
