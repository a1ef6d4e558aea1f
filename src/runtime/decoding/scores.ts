/** One score per token of the vocabulary, as logits or as what adapters made of them; −∞ rules a token out. */
export type Scores = Float32Array;

/** Probabilities [vocab] of scores; sums are in float64. All zeros where every token is ruled out. */
export function softmax(scores: Scores): Float32Array {
  const most = greatestValue(scores);
  if (most === -Infinity) return new Float32Array(scores.length);
  const weights = new Float32Array(scores.length);
  let sum = 0;
  for (let token = 0; token < scores.length; token++) sum += weights[token] = Math.exp((scores[token] as number) - most);
  for (let token = 0; token < weights.length; token++) weights[token] = (weights[token] as number) / sum;
  return weights;
}

/** Natural log-probabilities [vocab] of scores; ruled-out tokens stay −∞. */
export function logSoftmax(scores: Scores): Float32Array {
  const sum = logSumOfExponentials(scores);
  const shift = sum === -Infinity ? 0 : sum;
  const result = new Float32Array(scores.length);
  for (let token = 0; token < scores.length; token++) result[token] = (scores[token] as number) - shift;
  return result;
}

/** log Σ exp(score), in float64; −∞ where every token is ruled out. */
export function logSumOfExponentials(scores: Scores): number {
  const most = greatestValue(scores);
  if (most === -Infinity) return most;
  let sum = 0;
  for (let token = 0; token < scores.length; token++) sum += Math.exp((scores[token] as number) - most);
  return most + Math.log(sum);
}

/** Shannon entropy of probabilities, in nats. */
export function entropyOf(probabilities: Float32Array): number {
  let sum = 0;
  for (let token = 0; token < probabilities.length; token++) {
    const probability = probabilities[token] as number;
    if (probability > 0) sum -= probability * Math.log(probability);
  }
  return sum;
}

/** Index of the greatest value; the first of equals. */
export function greatest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best;
}

/** The greatest value; −∞ of none. */
export function greatestValue(values: Float32Array): number {
  // Four at a time: a comparison need not wait for the one before it.
  let [one, two, three, four] = [-Infinity, -Infinity, -Infinity, -Infinity];
  const whole = values.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    if ((values[i] as number) > one) one = values[i] as number;
    if ((values[i + 1] as number) > two) two = values[i + 1] as number;
    if ((values[i + 2] as number) > three) three = values[i + 2] as number;
    if ((values[i + 3] as number) > four) four = values[i + 3] as number;
  }
  for (let i = whole; i < values.length; i++) if ((values[i] as number) > one) one = values[i] as number;
  return Math.max(one, two, three, four);
}

/** The `count` tokens with the greatest scores, best first, the lower id first of equals; ruled-out ones are left out. Never sorts the vocabulary. */
export function best(scores: Scores, count: number): number[] {
  const top: number[] = [];
  if (count > 0) fillBest(top, scores, count);
  return top;
}

function fillBest(top: number[], scores: Scores, count: number): void {
  let least = -Infinity;
  for (let token = 0; token < scores.length; token++) {
    const score = scores[token] as number;
    if (!(score > least)) continue;
    let place = top.length < count ? top.length : count - 1;
    for (; place > 0 && (scores[top[place - 1] as number] as number) < score; place--) top[place] = top[place - 1] as number;
    top[place] = token;
    // Looked up once a change, and not once a token.
    if (top.length === count) least = scores[top[count - 1] as number] as number;
  }
}
