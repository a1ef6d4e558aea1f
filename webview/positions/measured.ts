import type { ByDistance, TurnedLengths } from "../../src/protocol/attention";
import type { CurveLine, CurvesPicture, StackPositions } from "../../src/protocol/positions";
import { short } from "../../src/report/words";

/** What was measured of a head by distance, over what the stack's formula says where it says anything about scores. */
export function measuredPictures({ from, pairs, weight, content, position, formula: terms, turned }: ByDistance, stack: StackPositions | undefined, head: number): CurvesPicture[] {
  const first = pairs.findIndex(count => count > 0);
  const end = pairs.findLastIndex(count => count > 0) + 1;
  if (first < 0) return [];
  const at = Float32Array.from({ length: end - first }, (_, index) => from + first + index);
  const x = { name: "Key − query", unit: "positions", at };
  const cut = (values: Float32Array): Float32Array => values.slice(first, end);
  const logits: CurveLine[] = [{ name: position ? "content" : "q·k", values: cut(content) }];
  if (position) logits.push({ name: "positions", values: cut(position) });
  const formula = stack && analytic(stack, at, cut(content), head);
  if (formula) logits.push(formula);
  for (const { name, values } of terms ?? []) logits.push({ name, values: cut(values) });
  const told = position ? "what the tokens themselves say (q·k), and what positions add" : "q·k as the model scales it, in which positions have a hand already";
  const laid = terms ? "Over what was measured lie the products of the head's own vectors with those of the distances, worked out by the formula." : formula && { bias: "The formula's own curve lies under what was measured.", bound: "The bound's curve has no height of its own, but one for each q and k; it is drawn as high as the greatest mean." }[formula.about];
  return [
    {
      kind: "curves",
      id: "weights",
      title: "Measured attention by distance",
      about: "Mean attention weight over all pairs of tokens that stand so far apart and see each other.",
      x,
      value: { name: "weight", unit: "" },
      lines: [{ name: "weight", values: cut(weight) }],
      logarithmic: false,
      steps: false,
    },
    {
      kind: "curves",
      id: "logits",
      title: "Logits by distance",
      about: `Means of the logits before the softmax: ${told}.${laid ? ` ${laid}` : ""}`,
      x,
      value: { name: "logit", unit: "" },
      lines: logits,
      logarithmic: false,
      steps: false,
    },
    ...(turned ? [lengths(turned)] : []),
  ];
}

/** Each token's query and key before and after turning, and how far apart at most they are. */
function lengths({ channels, factor, q, k, difference }: TurnedLengths): CurvesPicture {
  const after = factor === 1 ? "as long as before" : `as long as before times ${short(factor)}, the scaling's factor`;
  return {
    kind: "curves",
    id: "lengths",
    title: "Length of q and k, before and after turning",
    about: `Measured over the ${channels} channels that turn, token by token. After turning each is ${after}: the greatest relative difference is ${difference === 0 ? "0" : difference.toExponential(1)}.`,
    x: { name: "Token", unit: "", at: q.before.map((_, token) => token) },
    value: { name: "length", unit: "" },
    lines: [
      { name: "q before", values: q.before },
      { name: "q after", values: q.after },
      { name: "k before", values: k.before },
      { name: "k after", values: k.after },
    ],
    logarithmic: false,
    steps: false,
  };
}

/** The stack's own curve at these distances key − query: the bias that it adds, or the bound on q·k as high as the greatest of `content`. */
function analytic({ kind, pictures }: StackPositions, at: Float32Array, content: Float32Array, head: number): (CurveLine & { readonly about: "bias" | "bound" }) | null {
  const picture = pictures.find(({ id }) => id === (kind === "rotary" ? "decay" : "bias"));
  if (picture?.kind !== "curves") return null;
  const line = picture.lines[kind === "rotary" ? 0 : head];
  // The formula's curve is over key − query, or over the distance to an earlier key.
  const place = (distance: number): number => picture.x.at.indexOf(kind === "buckets" ? clamped(distance, picture.x.at) : Math.abs(distance));
  const values = Float32Array.from(at, distance => line?.values[place(distance)] ?? NaN);
  if (!values.every(Number.isFinite)) return null;
  if (kind !== "rotary") return { name: "bias by the formula", values, about: "bias" };
  const greatest = content.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { name: "shape of the bound", values: values.map(value => value * greatest), about: "bound" };
}

/** Beyond the curve's ends all distances share a bucket. */
const clamped = (distance: number, at: Float32Array): number => Math.max(at[0] ?? 0, Math.min(at.at(-1) ?? 0, distance));
