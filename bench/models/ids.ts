/** Token ids that are spread over a vocabulary, the same in every run. */
export const spreadIds = (count: number, vocabulary: number): number[] => Array.from({ length: count }, (_, i) => (i * 7919 + 17) % vocabulary);

const SENTENCE = "The quick brown fox jumps over the lazy dog, and then it rests. ";

/** A text of `count` tokens for a tokenizer of bytes. */
export const textOf = (count: number): string => SENTENCE.repeat(Math.ceil(count / SENTENCE.length)).slice(0, count);
