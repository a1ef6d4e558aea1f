import { Uri, workspace } from "vscode";
import type { NoteDocument } from "../../protocol/notes/note";
import { Problem } from "../../protocol/problem";

/** Characters of all files together, far more than any context holds. */
const MOST_CHARACTERS = 8_000_000;

/** The last part of a document's path. */
export const nameOfUri = (uri: string): string => Uri.parse(uri).path.split("/").at(-1) ?? uri;

/** Reads files as texts, wherever VS Code can read. Throws `document-gone`, or `input-invalid` where one is no text or all are too long. */
export async function readDocuments(uris: readonly string[]): Promise<readonly NoteDocument[]> {
  const documents: NoteDocument[] = [];
  let characters = 0;
  for (const uri of uris) {
    const name = nameOfUri(uri);
    const bytes = await workspace.fs.readFile(Uri.parse(uri)).then(undefined, (error: unknown) => {
      throw new Problem("document-gone", `${name} cannot be read.`, { remedy: "Choose other files.", detail: error instanceof Error ? error.message : String(error) });
    });
    documents.push({ name, text: decoded(bytes, name) });
    characters += documents.at(-1)?.text.length ?? 0;
    if (characters > MOST_CHARACTERS) throw new Problem("input-invalid", `The chosen files have more than ${MOST_CHARACTERS.toLocaleString("en")} characters.`, { remedy: "Choose fewer files." });
  }
  return documents;
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Problem("input-invalid", `${name} is no text in UTF-8.`, { remedy: "Choose other files.", cause });
  }
}
