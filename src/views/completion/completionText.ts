import type { CompletionResult, Suggestion } from "../../protocol/completion";
import { WEIGHTS_WORDS } from "../../protocol/weights";
import type { PauseState } from "./completionPause";

/** What the status bar knows of completion. */
export interface CompletionShown {
  /** Whether suggestions come while typing, by the settings where the cursor is. */
  readonly enabled: boolean;
  readonly pause: PauseState;
  /** What came last; null before the first. */
  readonly last: { readonly result: CompletionResult; readonly suggestions: readonly Suggestion[] } | null;
  /** Why nothing comes. */
  readonly problem: string | null;
}

const NOTHING: Readonly<Record<NonNullable<CompletionResult["nothing"]>, string>> = {
  empty: "the model had nothing to add",
  confidence: "the model was not sure enough",
  repetition: "the model only repeated itself",
};
const LAYOUT: Readonly<Record<CompletionResult["layout"], string>> = {
  middle: "the text before and behind the cursor, by the model's own tokens for a gap",
  sentinel: "a gap to fill, by the model's sentinel",
  prefix: "the text before the cursor alone",
};

/** Behind model and device: the figures of the last suggestion, while suggestions come by themselves. */
export function completionBrief({ enabled, last }: CompletionShown): string[] {
  if (!enabled || last === null) return [];
  const { firstMilliseconds, milliseconds } = last.result;
  const speed = tokensPerSecond(last.result);
  return [...(speed === null ? [] : [`${whole(speed)} tokens/s`]), `${whole(firstMilliseconds)}/${whole(milliseconds)} ms`];
}

/** An icon that says that nothing comes while typing, by one's own will; null while it does. */
export function pauseIcon({ enabled, pause }: CompletionShown): string | null {
  if (!enabled || pause.kind === "on") return null;
  return pause.kind === "paused" ? "$(debug-pause)" : "$(bell-slash)";
}

/** What the tooltip says of completion, line by line. */
export function completionLines(shown: CompletionShown): string[] {
  const { last, problem } = shown;
  return [state(shown), ...(problem === null ? [] : [`No suggestion: ${problem}`]), ...(last === null ? [] : lastLines(last))];
}

function state({ enabled, pause }: CompletionShown): string {
  if (!enabled) return "Completion: when asked";
  if (pause.kind === "paused") return "Completion: paused";
  if (pause.kind === "snoozed") return `Completion: snoozed until ${pause.until.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}`;
  return "Completion: while typing";
}

function lastLines({ result, suggestions }: NonNullable<CompletionShown["last"]>): string[] {
  const speed = tokensPerSecond(result);
  const { promptTokens, computed, firstMilliseconds, milliseconds } = result;
  const [best] = suggestions;
  const uncertain = best?.uncertain;
  return [
    `Last suggestion: first text in ${whole(firstMilliseconds)} ms, all in ${whole(milliseconds)} ms${speed === null ? "" : `, ${whole(speed)} tokens/s`}`,
    `Read: ${LAYOUT[result.layout]}; ${promptTokens.toLocaleString()} tokens, ${computed.toLocaleString()} of them anew${result.weights === "exact" ? "" : `; ${WEIGHTS_WORDS[result.weights]}`}`,
    ...(result.nothing === null ? [] : [`Nothing was suggested: ${NOTHING[result.nothing]}`]),
    ...(uncertain ? [`First unsure at ${quoted(uncertain.token)} (${percent(uncertain.probability)}); next best ${quoted(uncertain.runnerUp)} (${percent(uncertain.runnerUpProbability)})`] : []),
    ...(best && !uncertain ? ["Sure of every token"] : []),
    ...(suggestions.length > 1 ? suggestions.map(({ text, score }, index) => `${index + 1}. ${quoted(firstLine(text))} (mean log-probability ${score.toFixed(2)})`) : []),
  ];
}

/** New tokens per second behind the first; null where there is only one. */
export function tokensPerSecond({ newTokens, firstMilliseconds, milliseconds }: CompletionResult): number | null {
  const rest = milliseconds - firstMilliseconds;
  return newTokens < 2 || rest <= 0 ? null : ((newTokens - 1) * 1000) / rest;
}

const whole = (value: number): string => Math.round(value).toLocaleString();
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const quoted = (text: string): string => `“${text.replaceAll("\n", "⏎")}”`;
const firstLine = (text: string): string => text.trimStart().split("\n")[0] ?? "";
