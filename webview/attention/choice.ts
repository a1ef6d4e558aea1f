import { type AttentionChoice, type AttentionPane, type Weighting, WEIGHTINGS } from "../../src/protocol/attention";

/** A head of a pane, and how its weights are weighed. */
export type HeadChoice = Pick<AttentionChoice, "pane" | "layer" | "head" | "weighting">;

/** A row or column of a head, to be had exactly. */
export interface LineAsk extends HeadChoice {
  readonly token: number;
  readonly direction: AttentionChoice["direction"];
}

/** The row or column of a token under the head that is chosen. */
export function lineOf({ pane, layer, head, weighting }: HeadChoice, token: number, direction: LineAsk["direction"]): LineAsk {
  return { pane, layer, head, weighting, token, direction };
}

/** How many heads a pane has, and tokens on either axis. */
type HeadsShape = Pick<AttentionPane, "layers" | "heads">;
type PaneShape = HeadsShape & { readonly queries: { readonly length: number }; readonly keys: { readonly length: number } };

/** `choice` brought into what a run with these panes has. */
export function choiceFor(choice: AttentionChoice, panes: readonly PaneShape[]): AttentionChoice {
  const pane = within(choice.pane, panes.length);
  const shape = panes[pane];
  if (!shape) return { ...choice, pane: 0, pinned: null };
  const { pinned } = choice;
  const tokens = (choice.direction === "reads" ? shape.queries : shape.keys).length;
  const isThere = pane === choice.pane && pinned !== null && pinned >= 0 && pinned < tokens;
  return { ...choice, pane, layer: within(choice.layer, shape.layers), head: within(choice.head, shape.heads), pinned: isThere ? pinned : null };
}

/** The head `layers` further down and `heads` further along, as far as there are any. */
export function movedHead<H extends { readonly layer: number; readonly head: number }>(at: H, layers: number, heads: number, shape: HeadsShape): H {
  return { ...at, layer: within(at.layer + layers, shape.layers), head: within(at.head + heads, shape.heads) };
}

/** The next head or the one before, through all layers, without an end. */
export function neighbouringHead<H extends { readonly layer: number; readonly head: number }>(at: H, step: 1 | -1, shape: HeadsShape): H {
  const all = shape.layers * shape.heads;
  const index = (at.layer * shape.heads + at.head + step + all) % all;
  return { ...at, layer: Math.floor(index / shape.heads), head: index % shape.heads };
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
  const { pane, layer, head, weighting, pinned: token, direction } = value as Partial<Record<keyof AttentionChoice, unknown>>;
  return (
    Number.isInteger(pane) &&
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
