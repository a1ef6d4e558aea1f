import type { GeneratorModel } from "../../src/protocol/generationPage";
import { SAVED_FORMAT, SAVED_VERSION, type SavedGeneration, type SavedHelper, savedNumbers } from "../../src/protocol/savedGeneration";
import { pathTo } from "./beamTree";
import { type Column, shownSteps } from "./column";
import { insertedText } from "./runRows";
import { textOf } from "./shownStep";

/** What a column does not know of itself. */
export interface SavedBeside {
  readonly saved: Date;
  readonly source: string;
  readonly text: string;
  /** Of the model, and the second model with its own. */
  readonly checksum: string | null;
  readonly helper: SavedHelper | null;
}

/** What a file is to know the models of a run by; of one that came from a file, what that does. */
export async function knownBy({ request: { folder, helper }, saved }: Column, models: readonly Pick<GeneratorModel, "folder" | "name">[], checksumOf: (folder: string) => Promise<string | null>): Promise<Pick<SavedBeside, "checksum" | "helper">> {
  if (saved) return { checksum: saved.known.checksum, helper: saved.known.helper && { ...saved.known.helper, ...helper } };
  const named = models.find(one => one.folder === helper?.folder)?.name ?? null;
  return { checksum: await checksumOf(folder), helper: helper ? { ...helper, model: named, checksum: await checksumOf(helper.folder) } : null };
}

/** All that is needed to run it again, and all that was told of it. Plain JSON. */
export function savedRun(column: Column, { saved, source, text, checksum, helper }: SavedBeside): string {
  const { started, request, given, finished, status } = column;
  const run: SavedGeneration = {
    format: SAVED_FORMAT,
    version: SAVED_VERSION,
    saved: saved.toISOString(),
    source,
    text,
    model: started?.model ?? null,
    // A saved run whose model is not at hand runs nowhere, and stays what it was.
    folder: request.folder || (started?.folder ?? ""),
    checksum,
    helper,
    device: started?.device ?? null,
    weights: started?.weights ?? request.weights ?? "exact",
    method: started?.method.name ?? null,
    adapters: started?.adapters.map(({ name }) => name) ?? [],
    options: started?.options ?? request.options,
    cache: started?.cache ?? null,
    prefix: request.prefix ?? null,
    prompt: started ? ids(started.prompt) : (request.ids ?? null),
    continues: ids(given.map(({ token }) => token)),
    status,
    shown: { ids: ids(shownSteps(column).map(({ token }) => token)), text: insertedText(column) },
    texts: textsOf(column),
    given: given.map(({ token, text: added, surprisal, explained }) => ({ token, text: added, surprisal, explained })),
    items: itemsOf(column),
    finished,
  };
  // A line for each field: what a person reads stands apart from the items.
  const fields = Object.entries(run).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value, savedNumbers)}`);
  return `{\n${fields.join(",\n")}\n}\n`;
}

const ids = (tokens: readonly { readonly id: number }[]): number[] => tokens.map(({ id }) => id);

function textsOf({ finished, tree, paths }: Column): SavedGeneration["texts"] {
  if (finished) return finished.texts.map(({ path, tokens, text, score, ended }) => ({ path, ids: ids(tokens), text, score, ended }));
  if (!tree) return paths.map((steps, path) => ({ path, ids: ids(steps.map(({ token }) => token)), text: steps.map(({ text }) => text).join(""), score: null, ended: "cancelled" }));
  return tree.live.map(id => {
    const candidates = pathTo(tree, id).map(({ candidate }) => candidate);
    return { path: null, ids: ids(candidates.map(({ token }) => token)), text: textOf(candidates), score: tree.nodes[id]?.candidate.score ?? null, ended: "cancelled" };
  });
}

/** What a column was told, as it was told: the order of different paths among each other is not kept. */
const itemsOf = ({ started, paths, drafts, tree, compared }: Column): SavedGeneration["items"] => [...(started ? [started] : []), ...paths.flat(), ...drafts, ...(tree?.steps ?? []), ...(compared ? [compared] : [])];
