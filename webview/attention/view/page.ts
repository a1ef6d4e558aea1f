import { html, nothing, type TemplateResult } from "lit-html";
import { type Ref, ref } from "lit-html/directives/ref.js";
import type { HeadScaling, MaskRows } from "../../../src/protocol/attention";
import type { ThumbnailGrid } from "../../draw/thumbnailGrid";
import { button } from "../../ui/button";
import { dropdown } from "../../ui/choices";
import type { Actions, Scrolled } from "../actions";
import { allHeads, headNumbers, metricScale, metricsOf } from "../headNumbers";
import { paneOf, readsItself } from "../panes";
import { type AttentionState, glancesOf, metricOf } from "../state";
import { METRIC_WORDS, metricValue, PANE_WORDS } from "../words";
import { activity } from "./activity";
import { headCard } from "./headCard";
import { headGrid } from "./headGrid";
import { headPicture, headTitle, headTitleId, legend, pictureKeys, weightingChoice } from "./headPicture";
import { headTable } from "./headTable";
import { maskCard } from "./maskCard";
import { type PaneScene, panesBeside } from "./panesBeside";
import { scalingCard } from "./scalingCard";
import { PANEL, paneTabs, tabId } from "./paneTabs";
import { cutNotice, runHeader } from "./runHeader";
import { targetRow } from "./targetRow";
import type { LinkParts, LinkScene } from "./tokenLinks";
import { tokenSection } from "./tokenSection";

/** The elements that are measured and painted, beside the panes' pictures. */
export interface PageParts extends LinkParts {
  readonly mask: Ref<HTMLCanvasElement>;
  readonly heads: Ref<HTMLElement>;
}

/** What the page needs beside the state: sizes, what has arrived for it, and where its parts are scrolled to. */
export interface PageScene {
  readonly grid: ThumbnailGrid;
  /** The panes in sight, the chosen one first. */
  readonly panes: readonly PaneScene[];
  readonly links: LinkScene;
  readonly scrolled: Readonly<Record<Scrolled, number>>;
  /** Value of full strength in the chosen head's picture. */
  readonly scale: number;
  readonly mask: MaskRows | undefined;
  readonly scaling: HeadScaling | undefined;
  readonly announcement: string;
}

/** The whole page. */
export function attentionView(state: AttentionState, scene: PageScene, parts: PageParts, actions: Actions): TemplateResult {
  const { shown } = state;
  if (!shown) return html`<div class="page">${activity(state, actions)}</div>`;
  const several = shown.run.panes.length > 1;
  return html`<div class="page">
    ${runHeader(shown, state, actions)} ${targetRow(state, actions)} ${cutNotice(shown)} ${activity(state, actions)}
    ${state.beside ? panesBeside(state, scene.panes, legendRow(state, scene, actions), actions) : paneTabs(state, actions)}
    <div class=${state.beside ? "sections under" : "sections"} id=${PANEL} role=${several ? "tabpanel" : nothing} aria-labelledby=${several ? tabId(state.choice.pane) : nothing}>
      ${headsSection(state, scene, parts, actions)} ${state.beside ? underPictures(state, scene, parts, actions) : headSection(state, scene, parts, actions)}
      ${tokenSection(state, scene.links, parts, scene.scrolled.tokenTable, actions)}
    </div>
    <div class="hidden" aria-live="polite">${scene.announcement}</div>
  </div>`;
}

/** The only picture in sight with all that belongs to it. */
function headSection(state: AttentionState, scene: PageScene, parts: PageParts, actions: Actions): TemplateResult | typeof nothing {
  const [pane] = scene.panes;
  if (!pane) return nothing;
  return html`<section class="head" aria-labelledby=${headTitleId(state.choice.pane)}>
    ${headTitle(state, actions)} ${weightingChoice(state, actions)} ${headPicture(state, pane.parts, pane.tip)} ${legendRow(state, scene, actions)}
    ${mechanics(state, scene, parts, actions)}
  </section>`;
}

/** What stands behind the chosen one of the pictures above. */
function underPictures(state: AttentionState, scene: PageScene, parts: PageParts, actions: Actions): TemplateResult {
  return html`<section class="head" aria-label="Mask and scaling">${mechanics(state, scene, parts, actions)}</section>`;
}

function legendRow(state: AttentionState, scene: PageScene, actions: Actions): TemplateResult {
  const keys = pictureKeys(state.shown?.run.panes.length ?? 0);
  const colours = html`<div class="below">${legend(state, scene.links.theme, scene.scale, actions)}</div>`;
  return state.beside ? html`${keys} ${colours}` : html`${colours} ${keys}`;
}

/** What stands behind the picture: which keys a query may see, and why q·k is scaled. */
function mechanics(state: AttentionState, { mask, scaling }: PageScene, parts: PageParts, actions: Actions): TemplateResult | typeof nothing {
  const pane = paneOf(state);
  if (!pane) return nothing;
  const { pinned, weighting } = state.choice;
  return html`${maskCard({ pane, rows: mask, pinned: readsItself(pane) ? pinned : null, canvas: parts.mask, setPrefix: actions.setPrefix })}
  ${scalingCard({
    open: state.scalingOpen,
    facts: scaling,
    weighting,
    toggle: actions.toggleScaling,
    showOther: on => actions.chooseWeighting(on ? "other-scale" : "raw"),
  })}`;
}

function headsSection(state: AttentionState, scene: PageScene, parts: PageParts, actions: Actions): TemplateResult {
  const asTable = state.tables.heads;
  const pane = paneOf(state);
  const metrics = metricsOf(pane).map(value => ({ value, text: METRIC_WORDS[value].name }));
  return html`<section class="heads" aria-labelledby="heads-title" ${ref(parts.heads)}>
    <div class="bar">
      <h2 id="heads-title">${pane && state.beside ? `${PANE_WORDS[pane.kind]}: layers` : "Layers"} × heads</h2>
      <div class="right">
        ${asTable
          ? button({ text: "Copy as TSV", onPress: () => actions.copy("heads") })
          : dropdown("What the grid shows of each head", metrics, metricOf(state), actions.chooseMetric)}
        ${button({ text: "Table", pressed: asTable, onPress: () => actions.toggleTable("heads") })}
      </div>
    </div>
    ${asTable ? headTable(state, scene.scrolled.headTable, actions) : gridAndCard(state, scene, actions)}
  </section>`;
}

function gridNote(state: AttentionState): TemplateResult | typeof nothing {
  const metric = metricOf(state);
  if (metric !== "picture") {
    const end = metricValue(metric, metricScale(allHeads(glancesOf(state)), metric));
    return html`<p class="explanation">${METRIC_WORDS[metric].explanation} Full colour: ${end}.</p>`;
  }
  return state.choice.weighting === "raw" ? nothing : html`<p class="explanation">The grid shows raw weights.</p>`;
}

function gridAndCard(state: AttentionState, { grid }: PageScene, actions: Actions): TemplateResult {
  const { hoveredHead, choice } = state;
  const glances = glancesOf(state);
  const head = hoveredHead ?? choice;
  const glance = glances[head.layer];
  const numbers = glance ? headNumbers(glance, head.head) : null;
  return html`<div class=${grid.cardBeside ? "grid-and-card beside" : "grid-and-card"}>
    <div class="grid-frame">
      <div class="grid-scroll">${headGrid(state, grid, actions)}</div>
      ${gridNote(state)}
    </div>
    ${headCard(head, numbers, allHeads(glances), metricOf(state), paneOf(state), actions)}
  </div>`;
}
