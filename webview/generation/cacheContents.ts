import type { CachePolicy } from "../../src/protocol/generation";

/** Which of `tokens` that were read are in the cache, as ranges of their numbers, `end` excluded. */
export interface CacheContents {
  readonly held: readonly { readonly first: number; readonly end: number }[];
  readonly count: number;
  readonly evicted: number;
}

/** What a policy keeps of `tokens` tokens: all, or the first `sinks` and the last ones, `window` in all (Xiao et al. 2024). */
export function cacheContents({ window, sinks }: CachePolicy, tokens: number): CacheContents {
  if (window === null || tokens <= window) return { held: tokens > 0 ? [{ first: 0, end: tokens }] : [], count: tokens, evicted: 0 };
  const first = Math.min(sinks, window);
  const recent = { first: tokens - (window - first), end: tokens };
  const held = [...(first > 0 ? [{ first: 0, end: first }] : []), ...(recent.first < recent.end ? [recent] : [])];
  return { held, count: window, evicted: tokens - window };
}

/** Tokens that a cache of `tokens` read ones gave up when the last of them came in; null where none. */
export function evictedLast(policy: CachePolicy, tokens: number): number | null {
  const { window } = policy;
  if (window === null || tokens <= window) return null;
  const first = Math.min(policy.sinks, window);
  return tokens - 1 - (window - first);
}
