import type { Text } from "../../languageModel";
import { shortestFrom, type Place, type Requirement } from "./requirement";

/** How far a text has come in meeting its requirements: each token serves one of them, and one begun is gone on with until it is met or broken off. */
export interface Progress {
  /** How many are met. */
  readonly met: number;
  /** The one begun, if any. */
  readonly begun: { readonly requirement: Requirement; readonly place: Place; readonly tokens: number } | null;
  /** Not yet begun, in the order in which a token is offered to them. */
  readonly pending: readonly Requirement[];
}

/** The progress of a text, prompt and all. */
export function progressOf(text: Text, requirements: readonly Requirement[]): Progress {
  return text.reduce(progressAfter, { met: 0, begun: null, pending: requirements });
}

/** The progress when this token comes next. One that breaks a phrase off begins no other, as upstream. */
export function progressAfter({ met, begun, pending }: Progress, token: number): Progress {
  if (begun) {
    const place = begun.place.next.get(token);
    if (!place) return { met, begun: null, pending: [...pending, begun.requirement] };
    return place.next.size === 0 ? { met: met + 1, begun: null, pending } : { met, begun: { ...begun, place, tokens: begun.tokens + 1 }, pending };
  }
  const first = pending.findIndex(({ start }) => start.next.has(token));
  const requirement = pending[first];
  if (!requirement) return { met, begun, pending };
  const place = requirement.start.next.get(token) as Place;
  const rest = pending.toSpliced(first, 1);
  return place.next.size === 0 ? { met: met + 1, begun: null, pending: rest } : { met, begun: { requirement, place, tokens: 1 }, pending: rest };
}

export const isMet = ({ begun, pending }: Progress): boolean => begun === null && pending.length === 0;

/** Tokens that would be progress: of the phrase begun, or else the first ones of those pending. */
export function advancing({ begun, pending }: Progress): number[] {
  const places = begun ? [begun.place] : pending.map(({ start }) => start);
  return [...new Set(places.flatMap(({ next }) => [...next.keys()]))];
}

/** Texts of equal progress compete in one bank (Post & Vilar 2018): `longest` for each requirement met, and the tokens of the one begun, reckoned from the longest. */
export function bankOf({ met, begun }: Progress, longest: number): number {
  return met * longest + (begun ? longest - (begun.requirement.longest - begun.tokens) : 0);
}

/** The fewest tokens in which what is missing can be met. */
export function missing({ begun, pending }: Progress): number {
  return (begun ? shortestFrom(begun.place) : 0) + pending.reduce((sum, { start }) => sum + shortestFrom(start), 0);
}
