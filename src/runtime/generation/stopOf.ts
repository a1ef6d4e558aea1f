import type { GenerationOptions } from "../../protocol/generationOptions";
import type { Text } from "../decoding/languageModel";
import type { Tokenizer } from "../tokens/tokenizer";
import type { ActiveConstraint } from "./constraintFor";
import { stopStrings } from "./stopStrings";

/** What ends a text besides end tokens and length: a string in it, or a constraint behind which nothing can come. */
export function stopOf(options: GenerationOptions, promptLength: number, tokenizer: () => Tokenizer, constraint: ActiveConstraint | null): (text: Text) => boolean {
  if (options.stop_strings.length === 0) return text => constraint?.finished(text) ?? false;
  const writes = tokenizer().forTarget;
  const said = stopStrings(options.stop_strings, promptLength, token => writes.bytes(token));
  return text => said(text) || (constraint?.finished(text) ?? false);
}
