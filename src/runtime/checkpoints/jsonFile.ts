import { Problem, type ProblemCode } from "../../protocol/problem";
import { openReadable, whyUnreadable } from "./readableFile";

/** Size above which a JSON file of a checkpoint is not read: an index of 100,000 tensors has 10 MB. */
const LONGEST = 64 << 20;

/**
 * Reads a JSON file that must hold an object. Throws a Problem with `code` when it does not, and what {@link openReadable}
 * throws when it cannot be read.
 */
export async function readJsonObject(file: string, code: ProblemCode): Promise<Record<string, unknown>> {
  const opened = await openReadable(file);
  let text: string;
  try {
    if (opened.bytes > LONGEST) throw new Problem(code, `${file} has ${opened.bytes.toLocaleString("en-US")} bytes; at most ${LONGEST.toLocaleString("en-US")} are read.`, { remedy: "Check that this is the file of a Hugging Face model." });
    text = await opened.handle.readFile("utf8");
  } catch (error) {
    throw await whyUnreadable(file, error);
  } finally {
    await opened.handle.close();
  }
  const remedy = "Correct the file, or download the model again.";
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new Problem(code, `${file} is not valid JSON.`, { remedy, cause, detail: String(cause) });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Problem(code, `${file} does not hold a JSON object.`, { remedy });
  return value as Record<string, unknown>;
}
