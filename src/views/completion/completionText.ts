import type { CompletionResult, Suggestion } from "../../protocol/completion";
import { WEIGHTS_WORDS } from "../../protocol/weights";
import type { PauseState } from "./completionPause";

/** What the status bar knows of completion. */
export interface CompletionShown {
  /** Whether suggestions come while typing, by the settings where the cursor is. */
  readonly enabled: boolean;
  readonly pause: PauseState;
  /** What came last; null before the first. */
  readonly last: { readonly result: CompletionResult; readonly suggestions: readonly Suggestion[]; readonly invoked: boolean } | null;
  /** The suggestion that is shown at the cursor, unless somebody has hidden it: VS Code does not tell. */
  readonly atCursor: Suggestion | null;
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

/** Characters of a token in the status bar. */
const MOST_OF_TOKEN = 10;

/** Behind model and device, while suggestions come by themselves or one that was asked for is at the cursor: the last one's figures, and where its model was first unsure. */
export function completionBrief(shown: CompletionShown): string[] {
  const { last, atCursor } = shown;
  if (last === null || !tells(shown)) return [];
  const { firstMilliseconds, milliseconds } = last.result;
  const speed = tokensPerSecond(last.result);
  const unsure = atCursor?.uncertain;
  return [
    ...(speed === null ? [] : [`${whole(speed)} tokens/s`]),
    `${Math.round(firstMilliseconds)}/${Math.round(milliseconds)} ms`,
    ...(unsure ? [`?${narrow(unsure.token)} ${percent(unsure.probability)} | ${narrow(unsure.runnerUp)} ${percent(unsure.runnerUpProbability)}`] : []),
  ];
}

/** What a screen reader says of completion: the state, and of the last suggestion what {@link completionBrief} shows. */
export function completionSpoken(shown: CompletionShown): string[] {
  const { last, atCursor, problem } = shown;
  const unsure = tells(shown) ? atCursor?.uncertain : null;
  return [
    state(shown),
    ...(problem === null ? [] : [`No suggestion: ${problem}`]),
    ...(last === null || !tells(shown) ? [] : [`Last suggestion in ${whole(last.result.milliseconds)} ms`]),
    ...(unsure ? [unsureLine(unsure)] : []),
  ];
}

const tells = ({ enabled, last, atCursor }: CompletionShown): boolean => enabled || (last?.invoked === true && atCursor !== null);

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
    ...(uncertain ? [unsureLine(uncertain)] : []),
    ...(best && !uncertain ? ["Sure of every token"] : []),
    ...(suggestions.length > 1 ? suggestions.map(({ text, score }, index) => `${index + 1}. ${quoted(firstLine(text))} (mean log-probability ${score.toFixed(2)})`) : []),
  ];
}

const unsureLine = ({ token, probability, runnerUp, runnerUpProbability }: NonNullable<Suggestion["uncertain"]>): string =>
  `First unsure at ${quoted(token)} (${percent(probability)}); next best ${quoted(runnerUp)} (${percent(runnerUpProbability)})`;

/** New tokens per second behind the first; null where there is only one. */
export function tokensPerSecond({ newTokens, firstMilliseconds, milliseconds }: CompletionResult): number | null {
  const rest = milliseconds - firstMilliseconds;
  return newTokens < 2 || rest <= 0 ? null : ((newTokens - 1) * 1000) / rest;
}

const whole = (value: number): string => Math.round(value).toLocaleString();
const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
const quoted = (text: string): string => `“${text.replaceAll("\n", "⏎")}”`;
const firstLine = (text: string): string => text.trimStart().split("\n")[0] ?? "";

/** A token in few characters, none of which VS Code reads as an icon. */
function narrow(token: string): string {
  const signs = [...(token.trim() === "" ? token.replaceAll("\n", "⏎").replaceAll("\t", "⇥").replaceAll(" ", "␣") : token.trim())];
  const cut = signs.length > MOST_OF_TOKEN ? [...signs.slice(0, MOST_OF_TOKEN - 1), "…"] : signs;
  return cut.join("").replaceAll("$(", "$\u200b(");
}
