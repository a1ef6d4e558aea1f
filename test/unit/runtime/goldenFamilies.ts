import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Names } from "../../../src/runtime/checkpoints/names";
import { ConfigReader, type Config, type StackConfigs } from "../../../src/runtime/model/config";
import { FAMILIES } from "../../../src/runtime/model/families/families";

/** What the family of this config.json makes of it. */
export function familyReads(values: Readonly<Record<string, unknown>>): { readonly config: Config | StackConfigs; readonly names: Names } {
  const family = FAMILIES.find(({ modelType }) => modelType === values["model_type"]);
  assert.ok(family);
  const { recipe, encoder, names } = family.open(new ConfigReader(values, "config.json"));
  return { config: encoder ? { encoder: encoder.config, decoder: recipe.config } : recipe.config, names };
}

const GOLDENS = path.join(__dirname, "../../golden/reference");

/** Folders of golden checkpoints that have weights of their own, by name. */
export const goldenFolders: ReadonlyMap<string, string> = new Map(
  readdirSync(GOLDENS)
    .map((name): [string, string] => [name, path.join(GOLDENS, name)])
    .filter(([, folder]) => existsSync(path.join(folder, "config.json"))),
);
