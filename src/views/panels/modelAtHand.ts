import type { GeneratorModel } from "../../protocol/generationPage";
import { anotherModel, type OpenedGeneration } from "../../protocol/savedGeneration";

/** Where the model of a saved run is, or why it is not there. */
export type AtHand = { readonly folder: string; readonly missing: null } | { readonly folder: null; readonly missing: string };

/**
 * Looks for the model of a saved run among those that were found: in its folder, then under its name, then anywhere, by
 * its checksum. A file may name any folder of the disk: none but those that were found is ever read.
 */
export async function modelAtHand({ model, folder, checksum }: Pick<OpenedGeneration, "model" | "folder" | "checksum">, found: readonly Pick<GeneratorModel, "folder" | "name">[], checksumOf: (folder: string) => Promise<string | null>): Promise<AtHand> {
  const name = model ?? nameOf(folder);
  if (found.length === 0) return { folder: null, missing: `${name} is not at hand: no models were found.` };
  const own = found.find(one => one.folder === folder);
  if (checksum === null) return own ? { folder: own.folder, missing: null } : { folder: null, missing: `${name} is not at hand: it is not in its folder any more, and the file has no checksum to know it by.` };
  const likely = (one: Pick<GeneratorModel, "folder" | "name">): number => (one.folder === folder ? 0 : one.name === name ? 1 : 2);
  for (const candidate of found.toSorted((one, other) => likely(one) - likely(other))) {
    if ((await checksumOf(candidate.folder)) === checksum) return { folder: candidate.folder, missing: null };
  }
  const changed = own ?? found.find(one => one.name === name);
  return { folder: null, missing: changed ? anotherModel(name) : `${name} is not at hand: it is not among the models that were found.` };
}

/** The last part of a path. */
export const nameOf = (folder: string): string => folder.split(/[\\/]/).filter(part => part !== "").at(-1) ?? folder;
