import { character, choice, optional, repeat, sequence, text, type Expression } from "./expression";

/** Bounds of a number; null where there is none. `…Open`: the bound itself is out. */
export interface Bounds {
  readonly least: bigint | null;
  readonly leastOpen: boolean;
  readonly most: bigint | null;
  readonly mostOpen: boolean;
}

/** Whole numbers are written with at most 18 digits, fractions with 16: a text that had to end would otherwise not have to. */
const GREATEST = 10n ** 18n - 1n;
const digits = (least: number, most = least): Expression => repeat(character([[0x30, 0x39]]), least, most);
const fraction = sequence(text("."), digits(1, 16));

/** Any JSON number. */
export function anyNumber(): Expression {
  const exponent = sequence(character([[0x45, 0x45], [0x65, 0x65]]), optional(choice(text("+"), text("-"))), digits(1, 2));
  return sequence(optional(text("-")), from(0n, GREATEST), optional(fraction), optional(exponent));
}

/** The whole numbers within bounds; null where there is none. */
export function integersWithin({ least, leastOpen, most, mostOpen }: Bounds): Expression | null {
  const low = least === null ? -GREATEST : leastOpen ? least + 1n : least;
  const high = most === null ? GREATEST : mostOpen ? most - 1n : most;
  if (low > high) return null;
  const signed: Expression[] = [];
  if (high >= 0n) signed.push(from(low > 0n ? low : 0n, high));
  if (low < 0n) signed.push(sequence(text("-"), from(high < 0n ? -high : 1n, -low)));
  return choice(...signed);
}

/** The numbers within whole bounds, without exponents; null where there is none. */
export function numbersWithin({ least, leastOpen, most, mostOpen }: Bounds): Expression | null {
  const signed: Expression[] = [];
  if (most === null || most >= 0n) signed.push(...upwards(least !== null && least >= 0n ? { low: least, open: leastOpen } : { low: 0n, open: false }, most, mostOpen));
  if (least === null || least < 0n) {
    const nearest = most !== null && most <= 0n ? { low: -most, open: mostOpen } : { low: 0n, open: false };
    signed.push(...upwards(nearest, least === null ? null : -least, leastOpen).map(size => sequence(text("-"), size)));
  }
  return signed.length === 0 ? null : choice(...signed);
}

/** Sizes from `low` up to `high`, as alternatives. */
function upwards({ low, open }: { low: bigint; open: boolean }, high: bigint | null, highOpen: boolean): Expression[] {
  const top = high ?? GREATEST;
  const options: Expression[] = [];
  if (low < top) {
    // Above a bound that is out, some digit of the fraction is not 0.
    options.push(sequence(text(String(low)), open ? sequence(text("."), digits(0, 15), character([[0x31, 0x39]])) : optional(fraction)));
    if (low + 1n < top) options.push(sequence(from(low + 1n, top - 1n), optional(fraction)));
  }
  if (low < top ? !highOpen : low === top && !open && !highOpen) options.push(sequence(text(String(top)), optional(sequence(text("."), repeat(text("0"), 1, 16)))));
  return options;
}

/** Decimal numbers low … high, 0 ≤ low ≤ high, without leading zeros. */
function from(low: bigint, high: bigint): Expression {
  const options: Expression[] = [];
  for (let least = low; least <= high; ) {
    const longest = 10n ** BigInt(String(least).length) - 1n;
    const most = longest < high ? longest : high;
    options.push(sameLength(String(least), String(most)));
    least = most + 1n;
  }
  return choice(...options);
}

/** Digits low … high of the same length. */
function sameLength(low: string, high: string): Expression {
  if (/^0*$/.test(low) && /^9*$/.test(high)) return digits(low.length);
  const [a, b] = [Number(low[0]), Number(high[0])];
  const [lowRest, highRest] = [low.slice(1), high.slice(1)];
  if (a === b) return sequence(text(String(a)), sameLength(lowRest, highRest));
  const between: [number, number] = [a + (/^0*$/.test(lowRest) ? 0 : 1), b - (/^9*$/.test(highRest) ? 0 : 1)];
  const options: Expression[] = [];
  if (between[0] > a) options.push(sequence(text(String(a)), sameLength(lowRest, "9".repeat(lowRest.length))));
  if (between[0] <= between[1]) options.push(sequence(character([[0x30 + between[0], 0x30 + between[1]]]), digits(lowRest.length)));
  if (between[1] < b) options.push(sequence(text(String(b)), sameLength("0".repeat(highRest.length), highRest)));
  return choice(...options);
}
