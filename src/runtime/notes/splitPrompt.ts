import type { Tokenizer } from "../tokens/tokenizer";

/** A text's tokens, cut where the prompt ends. A token that reaches over the end belongs to what is answered; special tokens that a template puts behind are left out. */
export async function splitPrompt(tokenizer: Tokenizer, prompt: string, answer: string): Promise<{ readonly prompt: readonly number[]; readonly answer: readonly number[] }> {
  const tokens = await tokenizer.encode(prompt + answer);
  const last = tokens.findLastIndex(({ range }) => range !== null);
  const within = tokens.slice(0, last + 1);
  const cut = within.findIndex(({ range }) => range !== null && range.end > prompt.length);
  const at = cut < 0 ? within.length : cut;
  return { prompt: within.slice(0, at).map(({ id }) => id), answer: within.slice(at).map(({ id }) => id) };
}
