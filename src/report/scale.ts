/** Maps values to pixels along one axis, and where it is marked. */
export interface Scale {
  readonly toPixel: (value: number) => number;
  readonly ticks: readonly number[];
}

/** An axis from `least` to `greatest` over the pixels `from` … `to` (which may be the smaller), with about `most` round marks. */
export function linearScale([least, greatest]: readonly [number, number], [from, to]: readonly [number, number], most: number): Scale {
  const span = greatest - least || 1;
  const step = roundStep(span / Math.max(1, most));
  const ticks: number[] = [];
  for (let index = Math.ceil(least / step - 1e-9); index * step <= greatest + step * 1e-9; index++) ticks.push(index === 0 ? 0 : Number((index * step).toPrecision(12)));
  return { toPixel: value => from + ((value - least) / span) * (to - from), ticks };
}

/** The same along the logarithm, marked at powers of ten; all values above 0. */
export function logarithmicScale([least, greatest]: readonly [number, number], pixels: readonly [number, number], most: number): Scale {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(greatest))];
  const inner = linearScale([low, Math.max(high, low + 1)], pixels, most);
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  const ticks = Array.from({ length: Math.floor((Math.max(high, low + 1) - low) / step) + 1 }, (_, index) => 10 ** (low + index * step));
  return { toPixel: value => inner.toPixel(Math.log10(value)), ticks };
}

/** The least of 1, 2, 5 times a power of ten that is not below `atLeast`. */
export function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  return (([1, 2, 5, 10].find(factor => factor * power >= atLeast * (1 - 1e-9)) ?? 10) * power);
}

/** The range of all values; somewhat wider where they are all the same. */
export function rangeOf(lists: readonly ArrayLike<number>[]): readonly [least: number, greatest: number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const list of lists) {
    for (let index = 0; index < list.length; index++) {
      const value = list[index] as number;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  if (least > greatest) return [0, 1];
  // A line that is level within float32's own error is drawn level.
  const noise = 1e-5 * Math.max(Math.abs(least), Math.abs(greatest));
  return greatest - least > noise ? [least, greatest] : [least - (noise * 1e4 || 1), greatest + (noise * 1e4 || 1)];
}

/** The place of the value nearest to `wanted` in an ascending list. */
export function nearest(ascending: ArrayLike<number>, wanted: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) <= wanted) low = middle;
    else high = middle;
  }
  return wanted - (ascending[low] as number) <= (ascending[high] as number) - wanted ? low : high;
}
