import type { Embedded } from "../embedded";
import type { Claims } from "./claims";
import { DOMAINS, heldOutWindows, type Domain } from "./heldOut";
import { logitsOf, lossesAt, mean } from "./pass";

const WINDOW = 255;
const PREFIX = 128;

/** Loss of a causal model on each domain, in nats per token: windows of 255 tokens behind `<s>`. */
export async function textLoss(embedded: Embedded, domains: readonly Domain[] = DOMAINS): Promise<Claims> {
  const claims: Claims = {};
  for (const domain of domains) {
    const losses: number[] = [];
    for (const window of await heldOutWindows(embedded, domain, WINDOW)) {
      const ids = [beginning(embedded), ...window];
      losses.push(...lossesAt(await logitsOf(embedded, { ids: [ids] }), window.map((label, i) => [i, label] as const)));
    }
    claims[`loss, ${domain}`] = mean(losses);
  }
  return claims;
}

/**
 * Loss on the second half of windows whose first half is a prefix: with the mask under which its tokens see each other, and with the
 * causal one.
 */
export async function prefixLoss(embedded: Embedded, domains: readonly Domain[] = DOMAINS): Promise<Claims> {
  const claims: Claims = {};
  for (const domain of domains) {
    const open: number[] = [];
    const causal: number[] = [];
    for (const window of await heldOutWindows(embedded, domain, WINDOW)) {
      const ids = [[beginning(embedded), ...window]];
      const scored = window.map((label, i) => [i, label] as const).slice(PREFIX - 1);
      open.push(...lossesAt(await logitsOf(embedded, { ids, prefixLengths: [PREFIX] }), scored));
      causal.push(...lossesAt(await logitsOf(embedded, { ids, prefixLengths: [0] }), scored));
    }
    claims[`loss behind an open prefix of 128, ${domain}`] = mean(open);
    claims[`the same under a causal mask, ${domain}`] = mean(causal);
  }
  return claims;
}

/** Loss by position, on windows of twice the length of the training texts: how a scheme of positions goes on behind them. */
export async function longLoss(embedded: Embedded, domains: readonly Domain[] = DOMAINS): Promise<Claims> {
  const claims: Claims = {};
  for (const domain of domains) {
    const near: number[] = [];
    const far: number[] = [];
    for (const window of await heldOutWindows(embedded, domain, 2 * WINDOW)) {
      const losses = lossesAt(await logitsOf(embedded, { ids: [[beginning(embedded), ...window]] }), window.map((label, i) => [i, label] as const));
      near.push(...losses.slice(0, WINDOW));
      far.push(...losses.slice(WINDOW));
    }
    claims[`loss at positions 0–254 of 510, ${domain}`] = mean(near);
    claims[`loss at positions 255–509, longer than any training text, ${domain}`] = mean(far);
  }
  return claims;
}

const beginning = ({ model }: Embedded): number => model.open.recipe.config.read.id("bos_token_id");
