/** Spearman's rank correlation of two series of the same length, −1 … 1; equal values share their mean rank, and a series of equal values has none: 0. */
export function rankCorrelation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [x, y] = [ranks(one), ranks(other)];
  const middle = (x.length - 1) / 2;
  const product = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + (value - middle) * ((b[at] as number) - middle), 0);
  const size = Math.sqrt(product(x, x) * product(y, y));
  return size === 0 ? 0 : product(x, y) / size;
}

function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));
  const found = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    for (to = from; to < order.length && values[order[to] as number] === values[order[from] as number]; ) to++;
    for (let rank = from; rank < to; rank++) found[order[rank] as number] = (from + to - 1) / 2;
  }
  return found;
}
