import type { Ranges } from "./characterRanges";

/** What a text may be, as regular expressions, schemas and grammars all come down to. */
export type Expression =
  | { readonly kind: "text"; readonly text: string }
  /** One character of these. */
  | { readonly kind: "character"; readonly of: Ranges }
  | { readonly kind: "sequence"; readonly parts: readonly Expression[] }
  | { readonly kind: "choice"; readonly options: readonly Expression[] }
  /** `most` may be Infinity. */
  | { readonly kind: "repeat"; readonly of: Expression; readonly least: number; readonly most: number }
  | { readonly kind: "rule"; readonly name: string };

/** Rules by name; a text fits when it fits the rule `root`. */
export type Grammar = ReadonlyMap<string, Expression>;

export const ROOT = "root";

export const text = (characters: string): Expression => ({ kind: "text", text: characters });
export const character = (of: Ranges): Expression => ({ kind: "character", of });
export const sequence = (...parts: Expression[]): Expression => (parts.length === 1 ? (parts[0] as Expression) : { kind: "sequence", parts });
export const choice = (...options: Expression[]): Expression => (options.length === 1 ? (options[0] as Expression) : { kind: "choice", options });
export const repeat = (of: Expression, least: number, most: number): Expression => ({ kind: "repeat", of, least, most });
export const optional = (of: Expression): Expression => repeat(of, 0, 1);
export const rule = (name: string): Expression => ({ kind: "rule", name });

/**
 * The same grammar with one more space allowed before or behind the text: for vocabularies whose first piece of a text carries a space
 * that decoding drops (SentencePiece), or whose last one does (GPT-1).
 */
export function padded(grammar: Grammar, { before = false, behind = false }: { readonly before?: boolean; readonly behind?: boolean }): Grammar {
  const space = optional(text(" "));
  const inner = " inside";
  return new Map([...grammar, [inner, grammar.get(ROOT) as Expression], [ROOT, sequence(...(before ? [space] : []), rule(inner), ...(behind ? [space] : []))]]);
}
