import { totalmem } from "node:os";
import { BranchingModel } from "../../src/runtime/generation/branchingModel";
import { encodeSource } from "../../src/runtime/traces/encoderRun";
import { never, type Context } from "../context";
import type { Cost } from "../floors/cost";
import { interleaved } from "../measure/interleaved";
import { summaryOf } from "../measure/summary";
import { spreadIds } from "../models/ids";
import { llama1b, t5Small } from "../models/shapes";
import type { Figure, Section } from "../report/figure";
import { type Measured, quantised, withModel } from "../runtime/loadedShapes";
import { decoder, STEPS } from "./decode";

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** Bytes of memory in which the largest shape is measured: its float32 weights, and those of 8 bits. */
const ROOM = 12e9;
const BEHIND = 64;
const SOURCE = 512;

/** What the other sections do not measure: a model of a billion parameters, and one of two stacks. */
export async function measureShapes(context: Context): Promise<Section> {
  const figures: Figure[] = [];
  await withModel(t5Small, context.devices, async measured => void figures.push(...(await twoStacks(measured, context))));
  const large = totalmem() >= ROOM;
  if (large) await withModel(llama1b, context.devices, async measured => void figures.push(...(await billion(measured, context))));
  return {
    name: "shapes",
    title: "Other shapes",
    notes: [
      `${t5Small.name}: a source of ${SOURCE} tokens is encoded once; a token of the target reads it in every layer. Mean of ${STEPS} steps with their logits.`,
      large ? `${llama1b.name}: 22 layers of 2,048, grouped heads, float32 and 8 bit beside each other.` : `${llama1b.name} was left out: this machine has less than ${ROOM / 1e9} GB.`,
    ],
    figures,
  };
}

async function billion(measured: Measured, context: Context): Promise<Figure[]> {
  const { name, costs, vocabulary, model } = measured;
  let figures: Figure[] = [];
  await quantised(measured, 8, async eight => {
    const { exact, 8: rounded } = await interleaved(context.rounds(3), { exact: decoder({ model, vocabulary }, BEHIND), 8: decoder({ model: eight, vocabulary }, BEHIND) });
    figures = [
      { of: name, what: `a token behind ${BEHIND} others`, unit: "ms", values: summaryOf(exact), cost: costs.token(BEHIND) },
      { of: name, what: "the same, 8 bit", unit: "ms", values: summaryOf(rounded), cost: costs.token(BEHIND, 8) },
    ];
  });
  return figures;
}

async function twoStacks({ name, model, vocabulary }: Measured, context: Context): Promise<Figure[]> {
  const source = spreadIds(SOURCE, vocabulary);
  const encode = () => encodeSource(model, { ids: source, signal: never });
  const { memory } = await encode();
  const write = async (): Promise<number> => {
    const branching = new BranchingModel(model, { memory });
    let text: readonly number[] = [0];
    await branching.next([text], never);
    const started = performance.now();
    for (const id of spreadIds(STEPS, vocabulary)) {
      text = [...text, id];
      await branching.next([text], never);
    }
    return (performance.now() - started) / STEPS;
  };
  const { encoded, token } = await interleaved(context.rounds(7), { encoded: async () => void (await encode()), token: write });
  return [
    { of: name, what: `encoding ${SOURCE} tokens, and the decoder's keys and values of them`, unit: "ms", values: summaryOf(encoded), cost: encodingCost(model) },
    { of: name, what: `a token of the target, reading ${SOURCE}`, unit: "ms", values: summaryOf(token), cost: targetCost(model) },
  ];
}

/** Elements of the matrices whose names match. */
const elements = ({ open }: Measured["model"], names: RegExp): number => [...open.checkpoint.tensors.values()].filter(({ name, shape }) => shape.length === 2 && names.test(name)).reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);

function encodingCost(model: Measured["model"]): Cost {
  const { layers, heads, dHead } = model.recipeOf("encoder").config;
  const matrices = elements(model, /^encoder\.block\.\d+\.layer\.\d\.(?!.*bias)|EncDecAttention\.[kv]\./);
  return { operations: 2 * matrices * SOURCE + 4 * heads * dHead * layers * SOURCE ** 2, bytes: FLOAT * matrices };
}

function targetCost(model: Measured["model"]): Cost {
  const { layers, heads, dHead } = model.recipeOf("main").config;
  const matrices = elements(model, /^decoder\.block\.\d+\.layer\.\d\.(?!.*bias)(?!EncDecAttention\.[kv]\.)|^shared\./);
  const read = 2 * layers * heads * dHead * SOURCE;
  return { operations: 2 * (matrices + read), bytes: FLOAT * (matrices + read) };
}
