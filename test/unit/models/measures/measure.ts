import type { Embedded } from "../embedded";
import type { Claims } from "./claims";
import { denoiserLosses, sentinelLoss, sentinelReading, spanLossByDomain } from "./denoisers";
import { induction, textHeads } from "./heads";
import { maskedWords } from "./maskedWords";
import { restOfLine } from "./restOfLine";
import { longLoss, prefixLoss, textLoss } from "./textLoss";
import { alignment, exactTranslations } from "./translations";

type Measure = (embedded: Embedded) => Promise<Claims>;

const LANGUAGE: readonly Measure[] = [embedded => textLoss(embedded), embedded => induction(embedded), embedded => textHeads(embedded)];
const MASKED: readonly Measure[] = [embedded => maskedWords(embedded), embedded => textHeads(embedded)];

/** What is measured of each embedded model. */
const MEASURES: Readonly<Record<string, readonly Measure[]>> = {
  "starter-completion": [...LANGUAGE, embedded => restOfLine(embedded)],
  "starter-llama": [...LANGUAGE, embedded => prefixLoss(embedded, ["typescript"]), embedded => restOfLine(embedded)],
  "starter-gpt2": LANGUAGE,
  "starter-gpt": LANGUAGE,
  "starter-bloom": [...LANGUAGE, embedded => longLoss(embedded)],
  "starter-prefix": [embedded => prefixLoss(embedded), embedded => induction(embedded, { openPrefix: true }), embedded => textHeads(embedded, { openPrefix: true })],
  "starter-bert": MASKED,
  "starter-bert-shaw": MASKED,
  "starter-t5": [embedded => spanLossByDomain(embedded, ""), embedded => sentinelLoss(embedded, ""), embedded => sentinelReading(embedded, "")],
  "starter-ul2": [embedded => spanLossByDomain(embedded, "[R]"), denoiserLosses, embedded => sentinelReading(embedded, "[R]")],
  "starter-marian": [alignment, exactTranslations],
};

/** Every claim of a model's card, measured from the shipped files; a model whose claims nobody measures is an error. */
export async function measureAll(embedded: Embedded): Promise<Claims> {
  const measures = MEASURES[embedded.name];
  if (!measures) throw new Error(`${embedded.name}: what its card claims is not known to test/unit/models/measures/measure.ts`);
  const claims: Claims = {};
  for (const measure of measures) Object.assign(claims, await measure(embedded));
  return claims;
}

/** Some of those claims, in a second: on synthetic text, or the alignment. */
export async function measureSample(embedded: Embedded): Promise<Claims> {
  const { recipe, encoder } = embedded.model.open;
  if (embedded.name === "starter-marian") return alignment(embedded);
  if (embedded.name === "starter-prefix") return prefixLoss(embedded, ["synthetic"]);
  if (encoder) return spanLossByDomain(embedded, embedded.name === "starter-ul2" ? "[R]" : "", ["synthetic"]);
  return recipe.head.task === "masked language model" ? maskedWords(embedded, ["synthetic"]) : textLoss(embedded, ["synthetic"]);
}
