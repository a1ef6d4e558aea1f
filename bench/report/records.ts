import type { Rates } from "../floors/rates";
import { boundOf } from "./bound";
import { betterOf, type Better, type Section } from "./figure";

/** A figure for other programs. */
export interface BenchRecord {
  /** "section: model or case: what (unit)", and the peer that it is compared with. */
  readonly name: string;
  /** Our median, in the unit that the name says. */
  readonly us: number;
  /** The peer's median of the same rounds; null where nobody else does this. */
  readonly peer: number | null;
  /** Ours to theirs: the median of the rounds' ratios. */
  readonly ratio: number | null;
  readonly better: Better;
  /** What cannot be passed on this machine, in the same unit: what has to be read or computed at the best rates of the run. */
  readonly floor: number | null;
  /** For the ratio where there is a peer, else for our median. */
  readonly goal: number | null;
}

/** All figures, flat, in the order in which they are reported. */
export function recordsOf(sections: readonly Section[], rates: Pick<Rates, "floor">): BenchRecord[] {
  return sections.flatMap(section =>
    section.figures.map(figure => {
      const { of, what, unit, values, peer, goal } = figure;
      return {
        name: `${section.name}: ${of}: ${what}${peer ? ` against ${peer.name}` : ""} (${unit})`,
        us: values.median,
        peer: peer?.values.median ?? null,
        ratio: peer?.ratio.median ?? null,
        better: betterOf(figure),
        floor: boundOf(figure, rates),
        goal: goal ?? null,
      };
    }),
  );
}
