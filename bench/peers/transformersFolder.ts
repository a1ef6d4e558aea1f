import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { OpenModel } from "../../src/runtime/model/openModel";
import { benchCache } from "../models/randomModel";
import { gpt2ForTransformers, type AttentionStyle } from "./transformersGraph";

/** What {@link transformersFolder} calls the models, each a folder in `root`. */
export const transformersRoot = (): string => benchCache("transformers");

/** Writes the model as transformers.js reads it from a local folder, its weights being the very file of `open`; returns the model's name. */
export async function transformersFolder(open: OpenModel, style: AttentionStyle): Promise<string> {
  const name = `${open.checkpoint.name}-${style}`;
  const folder = path.join(transformersRoot(), name);
  const graphs = path.join(folder, "onnx");
  await rm(folder, { recursive: true, force: true });
  await mkdir(graphs, { recursive: true });
  const weights = "model.safetensors";
  // ONNX Runtime refuses links that lead out of the graph's folder; a second name of the same file is none.
  await link(path.join(open.checkpoint.folder, weights), path.join(graphs, weights));
  await writeFile(path.join(folder, "config.json"), await readFile(path.join(open.checkpoint.folder, "config.json")));
  await writeFile(path.join(graphs, "model.onnx"), gpt2ForTransformers(open.recipe.config, open.checkpoint.tensors, weights, style));
  return name;
}
