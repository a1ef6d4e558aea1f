import type { CurveLine } from "../../protocol/positions";
import { angleAt, rotary, turns } from "../model/positions/rotary";
import { unscaled } from "../model/positions/rotaryScaling";
import type { SchemeOf } from "../model/positions/scheme";
import { axis, counted, figure } from "./axes";
import type { Describer } from "./describer";

const MOST_POSITIONS = 256;
const MOST_OFFSETS = 512;
/** Positions of the hands: each of the first, then ever larger steps to the end of the context. */
const EACH = 128;
const GROWTH = 1.06;
/** A length past training, in contexts, at which scalings that go by the length have changed. */
const LONGER = 4;

/** Angles, wavelengths, cosines, and what is left of q·k by distance. */
export const rotaryPositions: Describer<"rotary"> = (scheme, { recipe }) => {
  const { theta, dims, scaling } = scheme;
  const { context, dHead } = recipe.config;
  const pairs = dims / 2;
  const frequencies = scaling.frequencies(theta, dims, context);
  const wavelengths = frequencies.map(frequency => (2 * Math.PI) / frequency);
  const positions = counted(Math.min(context, MOST_POSITIONS));
  const cosines = rotary(theta, dims, scaling).feeds({ at: positions, keys: positions, longest: context })["rotary.cos"];
  const hands = handPositions(context);
  const still = wavelengths.filter(wavelength => wavelength > context).length;
  const offsets = counted(Math.min(context, MOST_OFFSETS));
  return {
    name: "Rotary (RoPE)",
    explanation:
      "Nothing is added to the tokens. Each pair of channels of a query or key is turned like the hand of a clock, by its frequency times the position. The product of a query and a key then depends on how far apart they stand, not on where, and turning changes no length.",
    formula: `q(p)·k(s) = Σ over pairs of |q_i| |k_i| cos(angle from k_i to q_i + (p − s) ω_i), ω_i = θ^(−2i / ${dims})${scaling.about === "" ? "" : ", then scaled"}`,
    paper: "Su et al. 2021",
    facts: [
      { name: "θ", value: figure(theta) },
      { name: "Pairs", value: `${figure(pairs)}; ${dims === dHead ? `all ${figure(dHead)} channels of a head turn` : `${figure(dims)} of a head's ${figure(dHead)} channels turn, the others do not know positions`}` },
      { name: "Wavelengths", value: `${figure(wavelengths[0] as number)} to ${figure(wavelengths.at(-1) as number)} positions` },
      { name: "No whole turn", value: `${figure(still)} of ${figure(pairs)} pairs, within ${figure(context)} positions` },
      { name: "Scaling", value: scaling.about.replace(/^, /, "") || "none" },
      ...(scaling.attention === 1 ? [] : [{ name: "Factor on q and k", value: `${figure(scaling.attention)}, so that scores grow by ${figure(scaling.attention ** 2)}` }]),
      { name: "Length before and after", value: `equal${scaling.attention === 1 ? "" : " but for the factor"}; measured on the queries and keys of a selected text` },
    ],
    pictures: [
      {
        kind: "hands",
        id: "hands",
        title: "Turning hands",
        about: "A clock for each pair: where its hand stands at the chosen position, and how many positions a whole turn takes.",
        positions: axis("Position", hands),
        angles: Float32Array.from(hands.flatMap(position => [...frequencies].map(frequency => angleAt(position, frequency)))),
        wavelengths,
      },
      {
        kind: "curves",
        id: "decay",
        title: "q·k by distance",
        about: "As a share of the same product at distance 0: the bound of the paper (section 3.4.3) on how much any q and k can keep, and what a q and k that are the same in all pairs keep.",
        x: axis("Query − key", offsets, "positions"),
        value: { name: "relative to distance 0", unit: "" },
        lines: decay(offsets, frequencies),
        logarithmic: false,
        steps: false,
      },
      {
        kind: "curves",
        id: "wavelengths",
        title: "Wavelength of each pair",
        about: `Positions that a whole turn takes. Pairs above ${figure(context)}, the context, never come around.`,
        x: axis("Pair", counted(pairs)),
        value: { name: "wavelength", unit: "positions" },
        lines: wavelengthLines(scheme, context),
        logarithmic: true,
        steps: false,
      },
      {
        kind: "table",
        id: "cosines",
        title: "Cosines",
        about: `What the graph is fed: the cosine of each pair's angle${scaling.attention === 1 ? "" : `, times ${figure(scaling.attention)}`}, for the first ${figure(positions.length)} positions.`,
        rows: axis("Position", positions),
        columns: axis("Pair", counted(pairs)),
        value: { name: "cosine", unit: "" },
        sheets: [{ name: "", values: Float32Array.from(cosines?.data ?? [], Number) }],
      },
    ],
  };
};

function handPositions(context: number): number[] {
  const positions = counted(Math.min(context, EACH));
  for (let next = EACH * GROWTH; next < context - 1; next *= GROWTH) positions.push(Math.round(next));
  return positions.at(-1) === context - 1 ? positions : [...positions, context - 1];
}

/** Both lines are 1 at distance 0: mean |Σ of the first pairs' turns| (the paper's bound), and the mean of the cosines. */
function decay(offsets: readonly number[], frequencies: Float32Array): CurveLine[] {
  const pairs = frequencies.length;
  const { cos, sin } = turns(offsets, frequencies);
  const bound = new Float32Array(offsets.length);
  const same = new Float32Array(offsets.length);
  offsets.forEach((_, row) => {
    let [x, y, sum] = [0, 0, 0];
    for (let pair = 0; pair < pairs; pair++) {
      x += cos[row * pairs + pair] as number;
      y += sin[row * pairs + pair] as number;
      sum += Math.hypot(x, y);
    }
    bound[row] = sum / ((pairs * (pairs + 1)) / 2);
    same[row] = x / pairs;
  });
  return [
    { name: "bound", values: bound },
    { name: "q = k, the same in all pairs", values: same },
  ];
}

function wavelengthLines({ theta, dims, scaling }: SchemeOf<"rotary">, context: number): CurveLine[] {
  const line = (name: string, frequencies: Float32Array): CurveLine => ({ name, values: frequencies.map(frequency => (2 * Math.PI) / frequency) });
  const own = scaling.frequencies(theta, dims, context);
  const longer = scaling.frequencies(theta, dims, LONGER * context);
  const plain = unscaled.frequencies(theta, dims, context);
  const lines = [line(same(own, plain) ? "wavelength" : "scaled", own)];
  if (!same(own, plain)) lines.push(line("without scaling", plain));
  if (!same(own, longer)) lines.push(line(`at ${figure(LONGER * context)} tokens`, longer));
  return lines;
}

const same = (one: Float32Array, other: Float32Array): boolean => one.every((value, index) => value === other[index]);
