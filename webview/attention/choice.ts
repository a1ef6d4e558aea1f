import { type AttentionChoice, type RunSummary, type Weighting, WEIGHTINGS } from "../../src/protocol/attention";

type Shape = Pick<RunSummary, "layers" | "heads"> & { readonly tokens: { readonly length: number } };

/** `choice` brought into what `run` has. */
export function choiceFor(choice: AttentionChoice, run: Shape): AttentionChoice {
  const { pinned } = choice;
  return {
    ...choice,
    layer: within(choice.layer, run.layers),
    head: within(choice.head, run.heads),
    pinned: pinned !== null && pinned >= 0 && pinned < run.tokens.length ? pinned : null,
  };
}

/** The head `layers` further down and `heads` further along, as far as there are any. */
export function movedHead<H extends { readonly layer: number; readonly head: number }>(at: H, layers: number, heads: number, run: Shape): H {
  return { ...at, layer: within(at.layer + layers, run.layers), head: within(at.head + heads, run.heads) };
}

/** The next head or the one before, through all layers, without an end. */
export function neighbouringHead<H extends { readonly layer: number; readonly head: number }>(at: H, step: 1 | -1, run: Shape): H {
  const all = run.layers * run.heads;
  const index = (at.layer * run.heads + at.head + step + all) % all;
  return { ...at, layer: Math.floor(index / run.heads), head: index % run.heads };
}

/** The weighting after this one. */
export function nextWeighting(weighting: Weighting): Weighting {
  return WEIGHTINGS[(WEIGHTINGS.indexOf(weighting) + 1) % WEIGHTINGS.length] ?? "raw";
}

/** Pins `token`, or lets it go if it is pinned that way already. */
export function pinned(choice: AttentionChoice, token: number, direction: AttentionChoice["direction"]): AttentionChoice {
  const again = choice.pinned === token && choice.direction === direction;
  return again ? { ...choice, pinned: null } : { ...choice, pinned: token, direction };
}

/** Whether `value`, kept by an earlier life of the page, is a choice. */
export function isChoice(value: unknown): value is AttentionChoice {
  if (typeof value !== "object" || value === null) return false;
  const { layer, head, weighting, pinned: token, direction } = value as Partial<Record<keyof AttentionChoice, unknown>>;
  return (
    Number.isInteger(layer) &&
    Number.isInteger(head) &&
    (WEIGHTINGS as readonly unknown[]).includes(weighting) &&
    (token === null || Number.isInteger(token)) &&
    (direction === "reads" || direction === "read-by")
  );
}

function within(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}
