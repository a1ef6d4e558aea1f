import { type FileHandle, lstat, open, realpath, stat } from "node:fs/promises";

import { Problem } from "../../protocol/problem";

/** An open file, its path with every link resolved, and its size in bytes. Whoever opened it closes it. */
export interface ReadableFile {
  readonly path: string;
  readonly bytes: number;
  readonly handle: FileHandle;
}

/**
 * Opens a file of a checkpoint for reading. A Problem says why it cannot be: it is a folder, a link that leads nowhere,
 * or not readable (`checkpoint-damaged`), or not there (`model-gone`).
 */
export async function openReadable(file: string): Promise<ReadableFile> {
  let handle: FileHandle | undefined;
  try {
    const path = await realpath(file);
    // Before it is opened: opening a pipe would wait for a writer, for ever.
    const found = await stat(path);
    if (!found.isFile()) throw new Problem("checkpoint-damaged", `${file} is ${found.isDirectory() ? "a folder" : "not a regular file"}.`, { remedy: "Download or export the checkpoint again." });
    handle = await open(path, "r");
    return { path, bytes: (await handle.stat()).size, handle };
  } catch (error) {
    await handle?.close();
    throw await whyUnreadable(file, error);
  }
}

/** What an error of the file system means for someone who wanted to read `file` of a checkpoint; any other error is `internal`. */
export async function whyUnreadable(file: string, error: unknown): Promise<Problem> {
  if (error instanceof Problem) return error;
  const code = error instanceof Error && "syscall" in error && "code" in error ? error.code : undefined;
  if (code === undefined) return Problem.from(error);
  const more = { cause: error, detail: String(error) };
  if (code === "ENOENT" || code === "ENOTDIR") {
    const link = await lstat(file).then(found => found.isSymbolicLink(), () => false);
    return link
      ? new Problem("checkpoint-damaged", `${file} is a link to a file that does not exist.`, { ...more, remedy: "Download the model again." })
      : new Problem("model-gone", `${file} does not exist.`, { ...more, remedy: "Restore the file, or choose another model." });
  }
  if (code === "ELOOP") return new Problem("checkpoint-damaged", `${file} is a link that leads back to itself.`, { ...more, remedy: "Download the model again." });
  if (code === "EACCES" || code === "EPERM") return new Problem("checkpoint-damaged", `${file} may not be read by this user.`, { ...more, remedy: "Give yourself permission to read the file." });
  return new Problem("checkpoint-damaged", `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`, { ...more, remedy: "Check the disk, or download the model again." });
}
