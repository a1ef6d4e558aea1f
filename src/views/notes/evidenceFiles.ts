import { Uri, workspace } from "vscode";
import { readNotesFile, type SavedNote, writeNotesFile } from "./notesFile";

/** Files that are kept at most, each of one result with its pictures. */
const MOST_FILES = 80;

/** Results with their pictures in the workspace's own storage, so that evidence is there again after a reload; nothing is kept where there is no workspace. */
export class EvidenceFiles {
  readonly #folder: Uri | null;
  /** One thing after the other. */
  #working: Promise<unknown> = Promise.resolve();

  constructor(
    storage: Uri | undefined,
    private readonly failed: (error: unknown) => void,
  ) {
    this.#folder = storage === undefined ? null : Uri.joinPath(storage, "notes");
  }

  /** Keeps a result under a key of letters and digits. */
  save(key: string, note: SavedNote): void {
    this.#do(async folder => {
      await workspace.fs.createDirectory(folder);
      await workspace.fs.writeFile(Uri.joinPath(folder, `${key}.json`), new TextEncoder().encode(writeNotesFile([note], new Date())));
      await this.#dropOldest(folder);
    });
  }

  /** The result that was kept under a key; null where none is, or none that can be read. */
  load(key: string): Promise<SavedNote | null> {
    const read = this.#working.then(async () => {
      if (this.#folder === null) return null;
      const bytes = await workspace.fs.readFile(Uri.joinPath(this.#folder, `${key}.json`)).then(undefined, () => null);
      return bytes === null ? null : (readNotesFile(bytes, `${key}.json`).notes[0] ?? null);
    });
    return read.catch((error: unknown) => (this.failed(error), null));
  }

  clear(): void {
    this.#do(folder => workspace.fs.delete(folder, { recursive: true, useTrash: false }).then(undefined, () => undefined));
  }

  async #dropOldest(folder: Uri): Promise<void> {
    const names = (await workspace.fs.readDirectory(folder)).map(([name]) => name);
    if (names.length <= MOST_FILES) return;
    const dated = await Promise.all(names.map(async name => ({ file: Uri.joinPath(folder, name), written: (await workspace.fs.stat(Uri.joinPath(folder, name))).mtime })));
    const oldest = dated.sort((one, other) => one.written - other.written).slice(0, names.length - MOST_FILES);
    for (const { file } of oldest) await workspace.fs.delete(file, { useTrash: false });
  }

  #do(work: (folder: Uri) => PromiseLike<unknown>): void {
    const folder = this.#folder;
    if (folder !== null) this.#working = this.#working.then(() => work(folder)).catch(this.failed);
  }
}
