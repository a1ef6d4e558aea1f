/** What a measure found, by what it says: a number, or the greatest over heads with where it is. */
export type Claims = Record<string, number | BestHead>;

/** The head where a number is greatest. */
export interface BestHead {
  readonly value: number;
  readonly layer: number;
  readonly head: number;
}

/** The greatest of [layer][head] numbers. */
export function best(scores: readonly (readonly number[])[]): BestHead {
  let found: BestHead = { value: -Infinity, layer: 0, head: 0 };
  scores.forEach((row, layer) => row.forEach((value, head) => void (value > found.value && (found = { value, layer, head }))));
  return found;
}
