import type { Embedded } from "../embedded";
import type { Claims } from "./claims";
import { DOMAINS, heldOutWindows, type Domain } from "./heldOut";
import { likeliest, logitsOf, lossesAt, mean } from "./pass";

const WINDOW = 254;
/** One token of seven is masked, 14 %: about as many as in training. */
const EVERY = 7;

/** Of a masked language model, on each domain: the loss on tokens under [MASK], in nats, and how many it gives back (the likeliest token). */
export async function maskedWords(embedded: Embedded, domains: readonly Domain[] = DOMAINS): Promise<Claims> {
  const { read } = embedded.model.open.recipe.config;
  const [cls, sep] = [read.id("bos_token_id"), read.id("eos_token_id")];
  const [mask] = (await embedded.tokenizer.encodePlain("[MASK]")).map(token => token.id);
  const claims: Claims = {};
  for (const domain of domains) {
    const losses: number[] = [];
    const right: number[] = [];
    for (const window of await heldOutWindows(embedded, domain, WINDOW)) {
      const labels = window.map((label, i) => [i + 1, label] as const).filter(([time]) => time % EVERY === 3);
      const ids = [cls, ...window, sep];
      for (const [time] of labels) ids[time] = mask!;
      const logits = await logitsOf(embedded, { ids: [ids] });
      losses.push(...lossesAt(logits, labels));
      right.push(...labels.map(([time, label]) => (likeliest(logits.row(time)) === label ? 1 : 0)));
    }
    claims[`loss under [MASK], ${domain}`] = mean(losses);
    claims[`given back under [MASK], ${domain}`] = mean(right);
  }
  return claims;
}
