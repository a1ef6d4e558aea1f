/**
 * Arrays that live within one call and are written anew in the next: the memory of a whole vocabulary costs more to get, and to collect
 * again, than to fill. They never leave the adapter.
 */
export function scratchFloats(): (length: number) => Float32Array {
  let kept = new Float32Array(0);
  return length => (kept.length === length ? kept : (kept = new Float32Array(length)));
}

/** As {@link scratchFloats}, with room for at least `length` whole numbers. */
export function scratchIntegers(): (length: number) => Int32Array {
  let kept = new Int32Array(0);
  return length => (kept.length >= length ? kept : (kept = new Int32Array(length)));
}
