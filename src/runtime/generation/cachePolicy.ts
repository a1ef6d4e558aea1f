import type { CachePolicy } from "../../protocol/generation";
import { Problem } from "../../protocol/problem";
import type { Recipe } from "../model/recipe";

export const KEEP_ALL: CachePolicy = { window: null, sinks: 0 };

/** Tokens that are out of the cache when the token at `depth` (from 0) reads it, itself included in the window. */
export const evictedAt = ({ window }: CachePolicy, depth: number): number => (window === null ? 0 : Math.max(0, depth + 1 - window));

/** Whether the token at `key` is in the cache when the one at `query` reads it: among the sinks, or among the last ones. */
export const isHeld = (policy: CachePolicy, query: number, key: number): boolean => key < policy.sinks || key >= policy.sinks + evictedAt(policy, query);

/**
 * The position that a key has for a query: sinks move along with the window, so that no distance is greater than the cache
 * (Xiao et al. 2024, section 3.2: positions inside the cache). Only differences of positions count there.
 */
export const positionFor = (policy: CachePolicy, query: number, key: number): number => (key < policy.sinks ? key + evictedAt(policy, query) : key);

/** Throws `input-invalid` on a policy that makes no sense, or that the model's positions cannot follow. */
export function checkPolicy({ window, sinks }: CachePolicy, { position, mask }: Recipe): void {
  const refuse = (message: string, remedy: string): never => {
    throw new Problem("input-invalid", message, { remedy });
  };
  if (window === null) {
    if (sinks > 0) refuse("Attention sinks go with a window.", "Set attention_window too.");
    return;
  }
  if (window <= sinks) refuse(`A window of ${window} tokens has no room behind ${sinks} sinks.`, "Give a larger window.");
  if (mask.prefix !== undefined) refuse("A cache with a window cannot serve a prefix whose tokens see each other.", "Choose the causal mask.");
  if (sinks === 0) return;
  if (position.embed) refuse(`Sinks move with the window, but this model's positions are ${position.about}: they are in each token's vector and cannot move.`, "Choose a model with rotary positions, ALiBi or relative distances, or leave the sinks out.");
  if (position.rotate && !position.turnOn) refuse(`Sinks move with the window; with positions that are ${position.about} they cannot be turned on.`, "Leave the sinks out.");
}
