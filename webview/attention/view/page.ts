import { html, nothing, type TemplateResult } from "lit-html";
import { type Ref, ref } from "lit-html/directives/ref.js";
import type { ThumbnailGrid } from "../../draw/thumbnailGrid";
import { button } from "../../ui/button";
import { dropdown } from "../../ui/choices";
import type { Actions, Scrolled } from "../actions";
import { allHeads, headNumbers, METRICS, metricScale } from "../headNumbers";
import type { AttentionState } from "../state";
import { METRIC_WORDS, metricValue } from "../words";
import { activity } from "./activity";
import { headCard } from "./headCard";
import { headGrid } from "./headGrid";
import { headPicture, headTitle, legend, pictureKeys, type PictureParts, weightingChoice } from "./headPicture";
import { headTable } from "./headTable";
import { cutNotice, runHeader } from "./runHeader";
import type { LinkParts, LinkScene } from "./tokenLinks";
import { tokenSection } from "./tokenSection";

/** The elements that are measured and painted. */
export interface PageParts extends LinkParts, PictureParts {
  readonly heads: Ref<HTMLElement>;
}

/** What the page needs beside the state: sizes, what has arrived for it, and where its parts are scrolled to. */
export interface PageScene {
  readonly grid: ThumbnailGrid;
  readonly links: LinkScene;
  readonly scrolled: Readonly<Record<Scrolled, number>>;
  readonly tip: TemplateResult | typeof nothing;
  /** Value of full strength in the head's picture. */
  readonly scale: number;
  readonly announcement: string;
}

/** The whole page. */
export function attentionView(state: AttentionState, scene: PageScene, parts: PageParts, actions: Actions): TemplateResult {
  const { shown } = state;
  if (!shown) return html`<div class="page">${activity(state, actions)}</div>`;
  return html`<div class="page">
    ${runHeader(shown, state, actions)} ${cutNotice(shown)} ${activity(state, actions)}
    <div class="sections">
      ${headsSection(state, scene, parts, actions)}
      <section class="head" aria-labelledby="head-title">
        ${headTitle(state, actions)} ${weightingChoice(state, actions)} ${headPicture(state, parts, scene.tip)}
        <div class="below">${legend(state, scene.links.theme, scene.scale, actions)}</div>
        ${pictureKeys()}
      </section>
      ${tokenSection(state, scene.links, parts, scene.scrolled.tokenTable, actions)}
    </div>
    <div class="hidden" aria-live="polite">${scene.announcement}</div>
  </div>`;
}

function headsSection(state: AttentionState, scene: PageScene, parts: PageParts, actions: Actions): TemplateResult {
  const asTable = state.tables.heads;
  const metrics = METRICS.map(value => ({ value, text: METRIC_WORDS[value].name }));
  return html`<section class="heads" aria-labelledby="heads-title" ${ref(parts.heads)}>
    <div class="bar">
      <h2 id="heads-title">Layers × heads</h2>
      <div class="right">
        ${asTable
          ? button({ text: "Copy as TSV", onPress: () => actions.copy("heads") })
          : dropdown("What the grid shows of each head", metrics, state.metric, actions.chooseMetric)}
        ${button({ text: "Table", pressed: asTable, onPress: () => actions.toggleTable("heads") })}
      </div>
    </div>
    ${asTable ? headTable(state, scene.scrolled.headTable, actions) : gridAndCard(state, scene, actions)}
  </section>`;
}

function gridNote({ metric, glances, choice }: AttentionState): TemplateResult | typeof nothing {
  if (metric !== "picture") {
    const end = metricValue(metric, metricScale(allHeads(glances), metric));
    return html`<p class="explanation">${METRIC_WORDS[metric].explanation} Full colour: ${end}.</p>`;
  }
  return choice.weighting === "raw" ? nothing : html`<p class="explanation">The grid shows raw weights.</p>`;
}

function gridAndCard(state: AttentionState, { grid }: PageScene, actions: Actions): TemplateResult {
  const { glances, hoveredHead, choice, metric } = state;
  const head = hoveredHead ?? choice;
  const glance = glances[head.layer];
  const numbers = glance ? headNumbers(glance, head.head) : null;
  return html`<div class=${grid.cardBeside ? "grid-and-card beside" : "grid-and-card"}>
    <div class="grid-frame">
      <div class="grid-scroll">${headGrid(state, grid, actions)}</div>
      ${gridNote(state)}
    </div>
    ${headCard(head, numbers, allHeads(glances), metric, actions)}
  </div>`;
}
