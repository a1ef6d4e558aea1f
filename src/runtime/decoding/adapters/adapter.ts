import type { Next, Text } from "../languageModel";
import type { Scores } from "../scores";

/** Where an adapter stands. */
export interface StepContext {
  /** Prompt and all tokens chosen so far. */
  readonly text: Text;
  /** Tokens of the prompt. */
  readonly promptLength: number;
  /** {@link Next.beside} */
  readonly beside?: Next["beside"];
}

/** One pure step between the model's logits and the choice of a token. */
export interface Adapter<State = unknown> {
  /** As the trace shows it: "top-p 0.9". */
  readonly name: string;
  /** One sentence for the reader of the trace: what it does, and the paper. */
  readonly about: string;
  /** New scores; those given are left as they are. */
  readonly apply: (scores: Scores, context: StepContext, state: State) => Scores;
  /** What an adapter that learns from the tokens chosen carries along a text (mirostat); a branch of the text carries its own. */
  readonly memory?: {
    readonly initial: State;
    /** The state after `token` was chosen from `scores`, which are those behind the last adapter; `given` are those this adapter was given. */
    readonly after: (state: State, token: number, given: Scores, scores: Scores) => State;
  };
}

/** What adapters carry along one text, in their order. */
export type AdapterStates = readonly unknown[];

export const initialStates = (adapters: readonly Adapter[]): AdapterStates => adapters.map(({ memory }) => memory?.initial);

/** The scores before the first adapter and after each one. */
export function stages(logits: Scores, context: StepContext, adapters: readonly Adapter[], states: AdapterStates): Scores[] {
  const all = [logits];
  adapters.forEach((adapter, i) => all.push(adapter.apply(all[i] as Scores, context, states[i])));
  return all;
}

/** What the adapters carry along after `token` was chosen behind these stages. */
export function statesAfter(token: number, all: readonly Scores[], adapters: readonly Adapter[], states: AdapterStates): AdapterStates {
  return adapters.map(({ memory }, i) => memory?.after(states[i], token, all[i] as Scores, all.at(-1) as Scores));
}
