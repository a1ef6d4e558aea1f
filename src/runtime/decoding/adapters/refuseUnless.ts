import { Problem } from "../../../protocol/problem";

/** Throws a Problem that names the option unless its value is as it must be. */
export function refuseUnless(holds: boolean, option: string, value: unknown, must: string): void {
  if (holds) return;
  const shown = typeof value === "number" ? String(value) : JSON.stringify(value);
  throw new Problem("input-invalid", `${option} must be ${must}, not ${shown}.`, { remedy: `Give ${option} ${must}, or leave it out.` });
}

/** Throws unless a share lies between 0 and 1; both ends are allowed. */
export const refuseUnlessShare = (option: string, value: number): void => refuseUnless(value >= 0 && value <= 1, option, value, "a number from 0 to 1");

/** Throws unless a number is finite and greater than 0. */
export const refuseUnlessPositive = (option: string, value: number): void => refuseUnless(value > 0 && Number.isFinite(value), option, value, "a number above 0");

/** Throws unless a number is finite. */
export const refuseUnlessFinite = (option: string, value: number): void => refuseUnless(Number.isFinite(value), option, value, "a number");

/** Throws unless a number is whole and at least `least`. */
export const refuseUnlessCount = (option: string, value: number, least: number): void =>
  refuseUnless(Number.isInteger(value) && value >= least, option, value, `a whole number of at least ${least}`);

/** Throws unless these are token ids, at least one. */
export function refuseUnlessTokens(option: string, tokens: readonly number[]): void {
  refuseUnless(tokens.length > 0 && tokens.every(token => Number.isInteger(token) && token >= 0), option, tokens, "a list of token ids");
}
