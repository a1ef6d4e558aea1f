import { readFile } from "node:fs/promises";
import path from "node:path";

import { layoutFor } from "../../../../src/runtime/completion/layout";
import type { Embedded } from "../embedded";
import type { Claims } from "./claims";
import { DOMAINS, type Domain } from "./heldOut";
import { likeliest, logitsOf, lossesAt, mean } from "./pass";

/** Characters of the text that are read before the gap and behind it. */
const BEFORE = 400;
const BEHIND = 200;

/** A line that breaks off at a word's end in its second half. */
export interface Gap {
  readonly before: string;
  /** The rest of the line, which begins with a space. */
  readonly rest: string;
  /** From the line's end on. */
  readonly behind: string;
}

/** One for each line of a text that has two words or more, but for those behind which no text is left. */
export function gapsIn(text: string): Gap[] {
  const gaps: Gap[] = [];
  for (let start = 0, end = text.indexOf("\n"); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
    const indented = start + text.slice(start, end).search(/\S|$/);
    const at = text.slice(0, end).trimEnd().indexOf(" ", Math.ceil((indented + end) / 2));
    if (at < 0 || text.slice(end).trim() === "") continue;
    gaps.push({ before: text.slice(Math.max(0, at - BEFORE), at), rest: text.slice(at, end), behind: text.slice(end, end + BEHIND) });
  }
  return gaps;
}

/**
 * Of a causal language model, on each domain: what the rest of a line costs, in nats per character (so that models with other tokens compare), and
 * of how many lines greedy decoding writes it to the letter. Of a model that fills gaps, also with what stands behind the line.
 */
export async function restOfLine(embedded: Embedded, domains: readonly Domain[] = DOMAINS): Promise<Claims> {
  const { model, tokenizer } = embedded;
  const layout = await layoutFor(model.open, tokenizer);
  const idsOf = async (text: string): Promise<number[]> => (await tokenizer.encodePlain(text)).map(token => token.id);
  const beginning = model.open.recipe.config.read.id("bos_token_id");
  const claims: Claims = {};
  for (const domain of domains) {
    const gaps = gapsIn(await readFile(path.resolve("training/held-out", `${domain}.txt`), "utf8"));
    const [plain, filled]: [Reading[], Reading[]] = [[], []];
    for (const { before, rest, behind } of gaps) {
      const [prefix, target] = [await idsOf(before), await idsOf(rest)];
      const read = async (prompt: number[]): Promise<Reading> => {
        const logits = await logitsOf(embedded, { ids: [[...prompt, ...target]] });
        const labels = target.map((label, i) => [prompt.length - 1 + i, label] as const);
        const nats = lossesAt(logits, labels).reduce((sum, loss) => sum + loss, 0);
        return { nats: nats / rest.length, exact: labels.every(([time, label]) => likeliest(logits.row(time)) === label) };
      };
      plain.push(await read([beginning, ...prefix]));
      if (layout.kind === "middle") {
        const suffix = [layout.suffix, ...(await idsOf(behind)), layout.middle];
        filled.push(await read([beginning, layout.prefix, ...(layout.suffixFirst ? [...suffix, ...prefix] : [...prefix, ...suffix])]));
      }
    }
    Object.assign(claims, told(plain, `rest of a line, ${domain}`), filled.length > 0 && told(filled, `rest of a line with what is behind it, ${domain}`));
  }
  return claims;
}

interface Reading {
  readonly nats: number;
  readonly exact: boolean;
}

const told = (readings: readonly Reading[], what: string): Claims => ({
  [`${what}: nats per character`]: mean(readings.map(({ nats }) => nats)),
  [`${what}: written to the letter`]: mean(readings.map(({ exact }) => Number(exact))),
});
