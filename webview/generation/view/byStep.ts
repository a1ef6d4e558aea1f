import { html, nothing, type TemplateResult } from "lit-html";
import { count } from "../../draw/format";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { cacheContents, evictedLast } from "../cacheContents";
import { type Column, shownSteps } from "../column";
import { movedHead } from "../playHead";
import { runRows, tokensRead } from "../runRows";
import type { Scene } from "../scene";
import { activeColumn, type GenerationState, headIn } from "../state";
import { dashOf } from "../paint/byStep";
import { keyTokens } from "../stepAttention";
import { bitsText, bytesText, columnName } from "../words";
import { part } from "./part";
import { rowTable } from "./rowTable";
import { tokenChip } from "./token";

const ABOUT = "Above, how surprising each token was, in bits. Below, the tokens whose keys and values the cache holds, the prompt's first on top; hatched: evicted.";

/** Surprisal and cache, step by step, under one another. */
export function byStepPart(state: GenerationState, scene: Scene, actions: Actions): TemplateResult | typeof nothing {
  const column = activeColumn(state);
  const place = column && headIn(state, column);
  if (!column || place === null || place === undefined) return nothing;
  const table = state.tables["byStep"] === true;
  return part(
    "byStep",
    "Surprisal and cache",
    ABOUT,
    state,
    actions,
    () => html`${legend(state, column)}${table
        ? stepTable(column, place, scene, actions)
        : html`<canvas
            data-picture="byStep"
            tabindex="0"
            role="slider"
            aria-label="Step, over surprisal and cache"
            aria-valuemin="0"
            aria-valuemax=${shownSteps(column).length - 1}
            aria-valuenow=${place}
            aria-valuetext="step ${place}, ${bitsText(shownSteps(column)[place]?.surprisal ?? NaN)} bits"
            @pointerdown=${(event: PointerEvent) => scene.onByStep(event, column)}
            @pointermove=${(event: PointerEvent) => (event.buttons === 1 ? scene.onByStep(event, column) : undefined)}
            @keydown=${(event: KeyboardEvent) => onKey(event, state, actions)}
          ></canvas>`}
      <p class="reading">${reading(column, place)}</p>`,
    html`<div class="buttons">${button({ text: "Table", pressed: table, onPress: () => actions.toggleTable("byStep") })}${button({ text: "Copy TSV", onPress: () => actions.copy(runRows(column)) })}</div>`,
  );
}

/** Which line is which run's, where there are several. */
function legend({ columns }: GenerationState, active: Column): TemplateResult | typeof nothing {
  if (columns.length < 2) return nothing;
  return html`<p class="group-names">${columns.map((column, index) => html`<span class=${column === active ? "group own" : "group other"}><svg width="28" height="8" aria-hidden="true"><line x1="0" x2="28" y1="4" y2="4" stroke-dasharray=${dashOf(index).join(" ")}></line></svg>${columnName(column)}</span>`)}</p>`;
}

function onKey(event: KeyboardEvent, state: GenerationState, actions: Actions): void {
  const move = ({ ArrowLeft: "previous", ArrowRight: "next", Home: "first", End: "last" } as const)[event.key as "Home"];
  if (event.altKey || event.metaKey || !move || movedHead(state, move) === state) return;
  event.preventDefault();
  actions.move(move);
}

/** What the cache held when the token was chosen. */
function reading(column: Column, place: number): TemplateResult {
  const { started } = column;
  if (!started) return html``;
  const { count: held, evicted } = cacheContents(started.cache, tokensRead(column, place));
  const { window, sinks } = started.cache;
  const given = evictedLast(started.cache, tokensRead(column, place));
  const token = given === null ? undefined : keyTokens(column, place)[given];
  const policy = window === null ? "everything is kept" : `${sinks > 0 ? `the first ${sinks} and the last ${window - sinks}` : `the last ${window}`} tokens are kept`;
  return html`Step ${place}: ${bitsText(shownSteps(column)[place]?.surprisal ?? NaN)} bits · cache: ${count(held)} tokens, ${bytesText(held * started.bytesPerToken)}${evicted > 0 ? `, ${count(evicted)} evicted` : ""}${token ? html`, the last of them ${tokenChip(token)} <span class="position">${given}</span>` : nothing} (${policy})`;
}

function stepTable(column: Column, place: number, scene: Scene, actions: Actions): TemplateResult {
  const steps = shownSteps(column);
  const started = column.started;
  return rowTable({
    label: "Steps",
    columns: ["Step", "Token", "Surprisal (bits)", "Entropy (bits)", "In the cache", "Evicted", "Cache"],
    rows: steps.length,
    cells: row => {
      const { token, surprisal, explained } = steps[row]!;
      const cache = started ? cacheContents(started.cache, tokensRead(column, row)) : { count: 0, evicted: 0 };
      return [String(row), tokenChip(token), bitsText(surprisal), bitsText(explained?.final.entropy ?? NaN), count(cache.count), count(cache.evicted), bytesText(cache.count * (started?.bytesPerToken ?? 0))];
    },
    current: place,
    press: row => actions.seek(column.id, row),
    scrolled: scene.scrolled("byStep-table"),
    onScroll: top => actions.scroll("byStep-table", top),
  });
}
