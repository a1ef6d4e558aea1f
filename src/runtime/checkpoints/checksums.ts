import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { Problem } from "../../protocol/problem";
import { openReadable, whyUnreadable } from "./readableFile";

const REMEDY = "Install the extension again.";

/**
 * Compares the files of an embedded model with `SHA256SUMS` in `modelsFolder`, the folder that holds the embedded models. Throws
 * `checkpoint-damaged` when one differs or is missing, or when the model is not listed at all.
 */
export async function verifyChecksums(modelsFolder: string, modelFolder: string): Promise<void> {
  const list = path.join(modelsFolder, "SHA256SUMS");
  const prefix = `${path.relative(modelsFolder, modelFolder).split(path.sep).join("/")}/`;
  const listed = parseChecksums(await readList(list)).filter(({ file }) => file.startsWith(prefix));
  if (listed.length === 0) throw new Problem("checkpoint-damaged", `${list} lists no file of ${modelFolder}.`, { remedy: REMEDY });
  for (const { file, sum } of listed) {
    const found = await sha256(path.join(modelsFolder, file)).catch((error: unknown) => {
      throw error instanceof Problem ? new Problem("checkpoint-damaged", error.message, { remedy: REMEDY, cause: error }) : error;
    });
    if (found !== sum) throw new Problem("checkpoint-damaged", `${path.join(modelsFolder, file)} is not the file that was shipped: its SHA-256 is ${found}, not ${sum}.`, { remedy: REMEDY });
  }
}

/** The lines of a SHA256SUMS file, as `sha256sum` writes them: the checksum in hexadecimal and the path of the file. */
export function parseChecksums(text: string): { readonly sum: string; readonly file: string }[] {
  return text.split(/\r?\n/).filter(line => line !== "").map(line => {
    const match = /^([0-9a-f]{64}) [ *](.+)$/.exec(line);
    if (match === null) throw new Problem("checkpoint-damaged", `SHA256SUMS has a line that is no checksum: ${JSON.stringify(line.slice(0, 100))}.`, { remedy: REMEDY });
    return { sum: match[1]!, file: match[2]! };
  });
}

async function readList(list: string): Promise<string> {
  try {
    return await readFile(list, "utf8");
  } catch (error) {
    throw new Problem("checkpoint-damaged", (await whyUnreadable(list, error)).message, { remedy: REMEDY, cause: error });
  }
}

async function sha256(file: string): Promise<string> {
  const opened = await openReadable(file);
  try {
    const hash = createHash("sha256");
    for await (const piece of opened.handle.createReadStream({ autoClose: false, highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
    return hash.digest("hex");
  } catch (error) {
    throw await whyUnreadable(file, error);
  } finally {
    await opened.handle.close();
  }
}
