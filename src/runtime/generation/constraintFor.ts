import type { GenerationOptions } from "../../protocol/generationOptions";
import { Problem } from "../../protocol/problem";
import type { Adapter } from "../decoding/adapters/adapter";
import { Automaton } from "../decoding/constraints/automaton";
import { constrained } from "../decoding/constraints/constrained";
import { type Grammar, padded } from "../decoding/constraints/expression";
import { grammarFromText } from "../decoding/constraints/grammarText";
import { jsonSchema } from "../decoding/constraints/jsonSchema";
import { regularExpression } from "../decoding/constraints/regularExpression";
import { TokenConstraint } from "../decoding/constraints/tokenConstraint";
import type { Text } from "../decoding/languageModel";
import type { Tokenizer } from "../tokens/tokenizer";
import { vocabularyTrieOf } from "./vocabularyTrieOf";

interface ConstraintPlace {
  readonly promptLength: number;
  /** Tokens of the model's vocabulary. */
  readonly vocabulary: number;
  readonly tokenizer: () => Tokenizer;
}

/** A constraint at work. */
export interface ActiveConstraint {
  readonly adapter: Adapter;
  /** Whether nothing can follow a text: it ends there, with or without a token that says so. */
  readonly finished: (text: Text) => boolean;
}

/** What a regular expression, a JSON Schema or a grammar among the options allows; null without one. Throws `input-invalid` for two of them, and for mistakes in one. */
export function constraintFor(options: GenerationOptions, { promptLength, vocabulary, tokenizer }: ConstraintPlace): ActiveConstraint | null {
  const given = (["regex", "json_schema", "grammar"] as const).filter(name => options[name] !== null);
  const [kind, second] = given;
  if (kind === undefined) return null;
  if (second !== undefined) throw new Problem("input-invalid", `A text is held to one of ${kind} and ${second}.`, { remedy: `Leave ${second} out.` });
  const source = options[kind] as string;
  const writes = tokenizer().forTarget;
  const trie = vocabularyTrieOf(writes, vocabulary);
  const automaton = new Automaton(padded(GRAMMARS[kind](source), writes.spacing));
  const name = { regex: `regular expression ${source}`, json_schema: "JSON Schema", grammar: "grammar" }[kind];
  const constraint = new TokenConstraint(automaton, trie, { name, promptLength, endIds: new Set(options.eos_token_id) });
  return { adapter: constrained(constraint), finished: text => constraint.finished(text) };
}

const GRAMMARS: Readonly<Record<"regex" | "json_schema" | "grammar", (source: string) => Grammar>> = { regex: regularExpression, json_schema: source => jsonSchema(parsed(source)), grammar: grammarFromText };

function parsed(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new Problem("input-invalid", `json_schema is no JSON: ${error instanceof Error ? error.message : String(error)}.`, { cause: error, remedy: 'Write a schema such as {"type": "object"}.' });
  }
}
