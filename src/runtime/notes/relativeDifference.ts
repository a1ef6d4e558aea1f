/** Greatest difference between two series of the same length, relative to the greatest value of the first where that is not 0. */
export function relativeDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let [most, size] = [0, 0];
  for (let at = 0; at < one.length; at++) {
    most = Math.max(most, Math.abs((one[at] as number) - (other[at] as number)));
    size = Math.max(size, Math.abs(one[at] as number));
  }
  return size === 0 ? most : most / size;
}
