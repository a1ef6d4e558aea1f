/** The mean; NaN of none. */
export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One standard deviation of a sample: divided by one less than there are; 0 of a single value. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

/** The standard error of a sample's mean. */
export const errorOf = (values: readonly number[]): number => deviationOf(values) / Math.sqrt(values.length);
