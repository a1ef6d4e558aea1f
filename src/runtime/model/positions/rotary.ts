import type { Value } from "../../graph/value";
import type { Graph } from "../../graph/graph";
import type { Position } from "./position";
import { unscaled, type RotaryScaling } from "./rotaryScaling";

/** Angular frequency of each pair of channels, in radians per position, rounded as float32 libraries round it. */
export function frequencies(theta: number, dims: number): Float32Array {
  return Float32Array.from({ length: dims / 2 }, (_, pair) => 1 / Math.fround(theta ** Math.fround((2 * pair) / dims)));
}

/** How far a pair of this frequency has turned at `position`, in radians, rounded as float32 libraries round it. */
export const angleAt = (position: number, frequency: number): number => Math.fround(position * frequency);

/** Cosine and sine of the turn of each pair at each position, both [position, pair], times `attention`. */
export function turns(positions: readonly number[], inverse: Float32Array, attention = 1): { cos: Float32Array; sin: Float32Array } {
  const pairs = inverse.length;
  const cos = new Float32Array(positions.length * pairs);
  const sin = new Float32Array(cos.length);
  positions.forEach((position, row) => {
    for (let pair = 0; pair < pairs; pair++) {
      const angle = angleAt(position, inverse[pair] as number);
      cos[row * pairs + pair] = attention * Math.cos(angle);
      sin[row * pairs + pair] = attention * Math.sin(angle);
    }
  });
  return { cos, sin };
}

/**
 * Rotary position embedding (Su et al. 2021): channel i turns with channel i + half, by an angle that grows with position. Only the
 * first `dims` channels of a head turn.
 */
export function rotary(theta: number, dims: number, scaling: RotaryScaling = unscaled): Position {
  return {
    about: `rotary, θ = ${theta.toLocaleString("en")}${scaling.about}`,
    scheme: { kind: "rotary", theta, dims, scaling },
    sizes: { pair: dims / 2 },
    rotate: (g, x) => turned(g, x),
    ...(scaling.byLength
      ? { byLength: true }
      : { turnOn: (keys, dHead, by) => turnedOn(keys, dHead, turns([by], scaling.frequencies(theta, dims, 0))) }),
    feeds: ({ at, longest }) => {
      const { cos, sin } = turns(at, scaling.frequencies(theta, dims, longest), scaling.attention);
      const shape = [at.length, dims / 2];
      return { "rotary.cos": { data: cos, shape }, "rotary.sin": { data: sin, shape } };
    },
  };
}

/** Each head's first channels turned by one more angle a pair: angles of the same pair add up. */
function turnedOn(keys: Float32Array, dHead: number, { cos, sin }: { readonly cos: Float32Array; readonly sin: Float32Array }): Float32Array {
  const result = keys.slice();
  const half = cos.length;
  for (let head = 0; head < keys.length; head += dHead) {
    for (let pair = 0; pair < half; pair++) {
      const [x, y] = [keys[head + pair] as number, keys[head + half + pair] as number];
      result[head + pair] = x * (cos[pair] as number) - y * (sin[pair] as number);
      result[head + half + pair] = x * (sin[pair] as number) + y * (cos[pair] as number);
    }
  }
  return result;
}

function turned(g: Graph, x: Value): Value {
  const dims = 2 * (g.sizes["pair"] ?? 0);
  const zero = g.integers([0]);
  const [rows, heads] = x.axes.split(" ") as [string, string];
  const flat = g.reshape(x, `one ${rows} ${{ head: "d_attn", kv_head: "d_kv" }[heads] ?? "d_head"}`);
  const rotated = g.op("RotaryEmbedding", [flat, zero, g.input("rotary.cos", "query pair"), g.input("rotary.sin", "query pair")], flat.axes, { num_heads: g.sizes[heads] ?? 0, ...(dims < (g.sizes["d_head"] ?? 0) && { rotary_embedding_dim: dims }) }, { domain: "com.microsoft" });
  return g.reshape(rotated, x.axes);
}
