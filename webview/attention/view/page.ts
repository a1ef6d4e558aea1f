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
import { METRIC_WORDS, metricValue } from "../words";
import { activity } from "./activity";
import { headCard } from "./headCard";
import { headGrid } from "./headGrid";
import { headPicture, headTitle, legend, pictureKeys, type PictureParts, weightingChoice } from "./headPicture";
import { headTable } from "./headTable";
import { maskCard } from "./maskCard";
import { scalingCard } from "./scalingCard";
import { PANEL, paneTabs, tabId } from "./paneTabs";
import { cutNotice, runHeader } from "./runHeader";
import { targetRow } from "./targetRow";
import type { LinkParts, LinkScene } from "./tokenLinks";
import { tokenSection } from "./tokenSection";

/** The elements that are measured and painted. */
export interface PageParts extends LinkParts, PictureParts {
  readonly mask: Ref<HTMLCanvasElement>;
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
    ${runHeader(shown, state, actions)} ${targetRow(state, actions)} ${cutNotice(shown)} ${activity(state, actions)} ${paneTabs(state, actions)}
    <div class="sections" id=${PANEL} role=${several ? "tabpanel" : nothing} aria-labelledby=${several ? tabId(state.choice.pane) : nothing}>
      ${headsSection(state, scene, parts, actions)}
      <section class="head" aria-labelledby="head-title">
        ${headTitle(state, actions)} ${weightingChoice(state, actions)} ${headPicture(state, parts, scene.tip)}
        <div class="below">${legend(state, scene.links.theme, scene.scale, actions)}</div>
        ${pictureKeys(shown.run.panes.length)} ${mechanics(state, scene, parts, actions)}
      </section>
      ${tokenSection(state, scene.links, parts, scene.scrolled.tokenTable, actions)}
    </div>
    <div class="hidden" aria-live="polite">${scene.announcement}</div>
  </div>`;
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
  const metrics = metricsOf(paneOf(state)).map(value => ({ value, text: METRIC_WORDS[value].name }));
  return html`<section class="heads" aria-labelledby="heads-title" ${ref(parts.heads)}>
    <div class="bar">
      <h2 id="heads-title">Layers × heads</h2>
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
