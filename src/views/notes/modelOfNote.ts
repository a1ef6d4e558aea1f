import type { FoundModel } from "../../protocol/models";
import { Problem } from "../../protocol/problem";
import { modelAtHand } from "../panels/modelAtHand";
import type { Notes } from "./notes";

/** Folder of the model that the shown result of a statement was made with; of a file, of a model that was found and has its checksum. Throws `model-gone`. */
export async function modelOfNote(notes: Notes, id: string, found: () => Promise<readonly FoundModel[]>, checksumOf: (folder: string) => Promise<string | null>): Promise<string> {
  const standing = notes.standing(id);
  if (standing === null || standing.saved === null) return notes.target(id).folder;
  const at = await modelAtHand({ model: standing.model, folder: "", checksum: standing.checksum }, await found(), checksumOf);
  if (at.folder === null) throw new Problem("model-gone", at.missing, { remedy: "Run the statement again on a model that is there." });
  return at.folder;
}
