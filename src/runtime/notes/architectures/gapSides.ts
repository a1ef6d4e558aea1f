import type { ListingPicture } from "../../../protocol/notes/note";
import { Problem } from "../../../protocol/problem";
import { crossEntropy } from "../../commands/loss";
import { numberOf, type Given, type Statement } from "../statement";
import { finishedRun, tokensOf } from "../textRun";

/** Bits that having nothing behind must cost. */
const NEEDED = 0.5;

/** Devlin et al. 2019, section 3.1: a masked language model reads both sides. */
export const gapSides: Statement = {
  applies: ({ recipe }) => (recipe.head.task === "masked language model" ? null : `This is a model for ${recipe.head.task}: it fills no gaps under a mask token.`),
  run: async given => {
    const tokens = await tokensOf(given);
    const mask = await maskId(given);
    const ids = tokens.map(({ id }) => id);
    const words = tokens.flatMap(({ range }, at) => (range === null ? [] : [at]));
    // The first one has nothing on either side.
    const choices = words.slice(1);
    const gaps = Math.min(numberOf(given, "gaps"), choices.length);
    if (gaps === 0) throw new Problem("text-empty", "A text of a single token has no gap with anything before it.", { remedy: "Select more text." });
    const behind = ids.slice((words.at(-1) as number) + 1);
    const found: { readonly at: number; readonly both: number; readonly before: number }[] = [];
    for (let index = 0; index < gaps; index++) {
      const at = choices[Math.floor(((index + 0.5) * choices.length) / gaps)] as number;
      const [both = NaN, before = NaN] = await given.point(`gap at token ${at}`, async () => [
        await lossAt(given, [...ids.slice(0, at), mask, ...ids.slice(at + 1)], at, ids[at] as number),
        await lossAt(given, [...ids.slice(0, at), mask, ...behind], at, ids[at] as number),
      ]);
      found.push({ at, both, before });
      given.progress(found.length / gaps);
    }
    const mean = (side: "both" | "before"): number => found.reduce((sum, one) => sum + one[side], 0) / found.length;
    const lost = mean("before") - mean("both");
    return {
      holds: lost > NEEDED,
      figure: lost,
      unit: "bits a token",
      says: `${gaps} masked tokens cost ${mean("both").toFixed(2)} bits each with the whole text around them, and ${mean("before").toFixed(2)} with nothing behind them.`,
      settings: { tokens: ids.length },
      pictures: [
        {
          kind: "listing",
          id: "gaps",
          title: "The gaps",
          about: "What each masked token costs.",
          columns: [
            { name: "number", unit: "" },
            { name: "token", unit: "" },
            { name: "with both sides", unit: "bits" },
            { name: "with nothing behind", unit: "bits" },
          ],
          rows: found.map(({ at, both, before }) => [at, tokens[at]?.text ?? "", both, before]),
        } satisfies ListingPicture,
      ],
    };
  },
};

/** What the token costs at this place, bits. */
async function lossAt(given: Given, ids: readonly number[], at: number, label: number): Promise<number> {
  const { logits } = await (await finishedRun(given, { ids })).unembed([at]);
  return crossEntropy(logits, label) / Math.LN2;
}

/** The token that stands for what is to be filled in. Throws `input-invalid` where the tokenizer has none. */
async function maskId({ loaded }: Pick<Given, "loaded">): Promise<number> {
  for (const text of ["[MASK]", "<mask>"]) {
    const [token, ...more] = await loaded.tokenizer().encodePlain(text);
    if (token?.special === true && more.length === 0) return token.id;
  }
  throw new Problem("input-invalid", "The tokenizer knows no mask token.", { remedy: "Choose a masked language model with its own tokenizer." });
}
