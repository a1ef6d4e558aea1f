import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Embedded } from "../embedded";

/** Kinds of text that were held out, each a file of `training/held-out`. */
export const DOMAINS = ["typescript", "python", "markdown", "synthetic"] as const;
export type Domain = (typeof DOMAINS)[number];

/** The text of a domain as plain token ids, in windows of at most `length` tokens; the rest that fills none is left out. */
export async function heldOutWindows({ tokenizer }: Embedded, domain: Domain, length: number): Promise<number[][]> {
  const text = await readFile(path.resolve("training/held-out", `${domain}.txt`), "utf8");
  const ids = (await tokenizer.encodePlain(text)).map(token => token.id);
  return Array.from({ length: Math.floor(ids.length / length) }, (_, i) => ids.slice(i * length, (i + 1) * length));
}
