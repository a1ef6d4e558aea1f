/** The value that has full colour: the greatest without its sign. */
export function greatestSize(values: Float32Array): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0) || 1;
}

/** Whether there are values below zero, so that both directions need a colour. */
export const isSigned = (values: Float32Array): boolean => values.some(value => value < 0);
