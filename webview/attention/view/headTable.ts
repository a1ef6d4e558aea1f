import type { TemplateResult } from "lit-html";
import { html } from "lit-html";
import type { Actions } from "../actions";
import { allHeads, type HeadNumbers, type HeadSort, NUMBER_METRICS, type NumberMetric, sortedHeads } from "../headNumbers";
import { type AttentionState, glancesOf } from "../state";
import { headName, METRIC_WORDS } from "../words";
import { type Column, longTable } from "./longTable";

const TABLE_NAMES: Readonly<Record<NumberMetric, string>> = {
  entropy: "Entropy (bits)",
  firstToken: "First token",
  previousToken: "Previous token",
  meanDistance: "Mean distance",
  otherSentences: "Other sentences",
};

const COPIED_NAMES: Readonly<Record<NumberMetric, string>> = {
  entropy: "entropy_bits",
  firstToken: "first_token",
  previousToken: "previous_token",
  meanDistance: "mean_distance_tokens",
  otherSentences: "other_sentences",
};

/** All heads with their numbers; a press on a name sorts, a press on a place shows that head. */
export function headTable(state: AttentionState, scrolled: number, actions: Actions): TemplateResult {
  const { headSort, choice } = state;
  const sort = (by: HeadSort["by"]) => ({
    now: headSort.by !== by ? ("none" as const) : headSort.descending ? ("descending" as const) : ("ascending" as const),
    press: () => actions.sortHeads(by),
  });
  const place = (row: HeadNumbers, index: number) =>
    html`<button class="link" aria-label="Show ${headName(row)}" @click=${() => actions.chooseHead(row.layer, row.head)}>${index}</button>`;
  const columns: Column<HeadNumbers>[] = [
    { name: "Layer", numeric: true, cell: row => place(row, row.layer), sort: sort("layer") },
    { name: "Head", numeric: true, cell: row => place(row, row.head), sort: sort("head") },
    ...NUMBER_METRICS.map(metric => ({
      name: TABLE_NAMES[metric],
      title: METRIC_WORDS[metric].explanation,
      numeric: true,
      cell: (row: HeadNumbers) => (Number.isNaN(row[metric]) ? "–" : row[metric].toFixed(metric === "meanDistance" ? 1 : 3)),
      sort: sort(metric),
    })),
  ];
  return longTable({
    label: "Heads and their numbers",
    columns,
    rows: sortedHeads(allHeads(glancesOf(state)), headSort),
    isCurrent: row => row.layer === choice.layer && row.head === choice.head,
    scrolled,
    onScroll: top => actions.scroll("headTable", top),
  });
}

/** The same table for the clipboard. */
export function headRows(state: AttentionState): (string | number)[][] {
  const names = ["layer", "head", ...NUMBER_METRICS.map(metric => COPIED_NAMES[metric])];
  const rows = sortedHeads(allHeads(glancesOf(state)), state.headSort);
  return [names, ...rows.map(row => [row.layer, row.head, ...NUMBER_METRICS.map(metric => row[metric])])];
}
