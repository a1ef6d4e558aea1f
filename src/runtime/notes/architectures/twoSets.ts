import type { ListingPicture } from "../../../protocol/notes/note";
import type { OpenModel } from "../../model/openModel";
import { always, numberOf, type Statement } from "../statement";
import { type ModelShape, shapesCompared } from "./shapesCompared";
import { type StackParts, stackParts } from "./stackParts";

const TWICE = 2;
const MORE_WORK = 1.25;
const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Raffel et al. 2020, section 3.2.2: L + L blocks have twice the parameters of L, for the same cost. */
export const twoSets: Statement = {
  applies: always,
  run: given => {
    const { open } = given.loaded.model;
    const tokens = numberOf(given, "tokens");
    const { config } = open.recipe;
    const parts = stackParts(open, open.recipe);
    const reads = stackParts(open, open.encoder ?? open.recipe);
    const sizes = { layers: config.layers, attended: config.heads * config.dHead, keys: config.kvHeads * config.dHead };
    const shapes = shapesCompared(parts, crossOf(parts), sizes, tokens);
    const [decoder, both] = ["decoder alone", "encoder–decoder"].map(name => shapes.find(shape => shape.name === name)) as [ModelShape, ModelShape];
    const [parameters, work] = [both.blocks / decoder.blocks, both.operations / decoder.operations];
    return Promise.resolve({
      holds: parameters >= TWICE && work <= MORE_WORK,
      figure: parameters,
      unit: "× the parameters in blocks",
      says: `With ${config.layers} blocks of width ${config.dModel} in each stack, an encoder–decoder's blocks have ${parameters.toFixed(2)} times the parameters of a decoder's, and do ${work.toFixed(2)} times its work on ${tokens.toLocaleString("en")} tokens. This model is ${kindOf(open)}.`,
      settings: {},
      pictures: [shapesPicture(shapes), partsPicture(open, parts, reads)],
    });
  },
};

/** Parameters of a block's cross-attention: the model's own, or another attention with a norm. */
const crossOf = (parts: StackParts): number => (parts.cross > 0 ? parts.cross : parts.attention + parts.norms / 2);

function kindOf({ recipe, encoder }: OpenModel): string {
  if (encoder) return "an encoder–decoder";
  return recipe.mask.visible(0).to > 1 ? "an encoder alone" : "a decoder alone";
}

const shapesPicture = (shapes: readonly ModelShape[]): ListingPicture => ({
  kind: "listing",
  id: "shapes",
  title: "The same blocks in other shapes",
  about: "As many blocks in each stack as the model has; an encoder alone cannot write, so that nothing of it is kept. Operations of the blocks, half of the text the target; keys and values kept in float32.",
  columns: [
    { name: "shape", unit: "" },
    { name: "who sees whom", unit: "" },
    { name: "parameters", unit: "" },
    { name: "in blocks", unit: "" },
    { name: "weights", unit: "MB in float32" },
    { name: "operations", unit: "millions" },
    { name: "kept of an input token", unit: "bytes" },
    { name: "kept of a target token", unit: "bytes" },
  ],
  rows: shapes.map(({ name, mask, blocks, parameters, operations, kept }) => [name, mask, parameters, blocks, (parameters * BYTES) / 1e6, operations / 1e6, kept.input * BYTES, kept.target * BYTES]),
});

/** What this model holds: for inputs, for targets, and for both. */
function partsPicture({ recipe, encoder }: OpenModel, writes: StackParts, reads: StackParts): ListingPicture {
  const row = (name: string, part: keyof StackParts, times: (layers: number) => number): (string | number)[] => {
    const target = writes[part] * times(recipe.config.layers);
    return encoder ? [name, reads[part] * times(encoder.config.layers), target, 0] : [name, 0, 0, target];
  };
  const inBlocks = (layers: number): number => layers;
  const once = (): number => 1;
  return {
    kind: "listing",
    id: "parts",
    title: "This model's parameters",
    about: "By what they are for.",
    columns: [
      { name: "part", unit: "" },
      { name: "for inputs", unit: "parameters" },
      { name: "for targets", unit: "parameters" },
      { name: "for both", unit: "parameters" },
    ],
    rows: [
      ["token embedding", 0, 0, writes.embedding],
      row("positions, norms outside of blocks", "once", once),
      row("attention", "attention", inBlocks),
      ...(writes.cross > 0 ? [row("cross-attention", "cross", inBlocks)] : []),
      row("MLP", "mlp", inBlocks),
      row("norms", "norms", inBlocks),
      ["output head", 0, encoder ? writes.head : 0, encoder ? 0 : writes.head],
    ],
  };
}
