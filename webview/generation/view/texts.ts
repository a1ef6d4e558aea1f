import { html, nothing, type TemplateResult } from "lit-html";
import { visibleText } from "../../draw/tokenText";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { beamText } from "../beamText";
import { endOf } from "../beamTree";
import { type Column, shownEnd, shownPath } from "../column";
import { activeColumn, type GenerationState } from "../state";
import type { Scene } from "../scene";
import { matrixView } from "./matrix";
import { rowTable } from "./rowTable";

interface Ranked {
  readonly text: string;
  readonly tokens: number;
  readonly score: number | null;
  readonly ended: string;
  readonly current: boolean;
  readonly choose: () => void;
}

/** All texts of a run with several, best first; pressing one looks at it. */
export function texts(state: GenerationState, scene: Scene, actions: Actions): TemplateResult | typeof nothing {
  const column = activeColumn(state);
  const all = column ? rankedTexts(column, actions) : [];
  if (!column || all.length < 2) return nothing;
  const skipped = skippable(all.map(({ text }) => text));
  const name = (value: number | null): string => (value === null ? "–" : value.toFixed(4));
  return html`<section class="part" aria-labelledby="texts-title">
    <div class="bar">
      <h2 id="texts-title">${column.finished ? "Texts, best first" : "Texts so far"}</h2>
      <div class="buttons">${button({ text: "Copy TSV", onPress: () => actions.copy([["rank", "score", "tokens", "ended", "text"], ...all.map(({ score, tokens, ended, text }, rank) => [rank + 1, score ?? "", tokens, ended, text])]) })}</div>
    </div>
    ${rowTable({
      label: "Texts and their scores",
      columns: ["Rank", "Score", "Tokens", "Ended", "Text"],
      rows: all.length,
      cells: row => {
        const { text, score, tokens, ended } = all[row]!;
        return [String(row + 1), name(score), String(tokens), ended, html`<span class="token" title=${text}>${skipped > 0 ? "…" : ""}${visibleText(text.slice(skipped))}</span>`];
      },
      current: all.findIndex(({ current }) => current),
      press: row => all[row]?.choose(),
      scrolled: scene.scrolled("texts"),
      onScroll: top => actions.scroll("texts", top),
    })}
    ${utility(column, state, scene, actions)}
  </section>`;
}

function rankedTexts(column: Column, actions: Actions): Ranked[] {
  const { finished, tree, paths, id } = column;
  if (tree) {
    const end = shownEnd(column);
    const ends = finished ? finished.texts.map(text => ({ text, node: endOf(tree, text) })) : [];
    if (finished) return ends.map(({ text, node }) => ({ text: text.text, tokens: text.tokens.length, score: text.score, ended: text.ended, current: node === end, choose: () => (node === null ? undefined : actions.chooseNode(id, node)) }));
    return tree.live
      .flatMap(node => tree.nodes[node] ?? [])
      .sort((one, other) => other.candidate.score - one.candidate.score)
      .map(node => ({ text: beamText(tree, node.id), tokens: node.step + 1, score: node.candidate.score, ended: "growing", current: node.id === end, choose: () => actions.chooseNode(id, node.id) }));
  }
  const shown = shownPath(column);
  if (finished) return finished.texts.map(text => ({ text: text.text, tokens: text.tokens.length, score: text.score, ended: text.ended, current: text.path === shown, choose: () => (text.path === null ? undefined : actions.choosePath(id, text.path)) }));
  return paths.map((steps, path) => ({ text: steps.map(({ text }) => text).join(""), tokens: steps.length, score: null, ended: "growing", current: path === shown, choose: () => actions.choosePath(id, path) }));
}

/** Characters that all texts begin with, but for the last few: what they share would hide where they differ. */
function skippable(all: readonly string[]): number {
  const [first = ""] = all;
  let shared = 0;
  while (shared < first.length && all.every(text => text[shared] === first[shared])) shared++;
  return shared > 24 ? shared - 12 : 0;
}

/** How alike the texts are, where that decided: hypotheses × references. */
function utility(column: Column, state: GenerationState, scene: Scene, actions: Actions): TemplateResult | typeof nothing {
  const { compared } = column;
  if (!compared?.utility) return nothing;
  const names = compared.texts.map((_, index) => String(index + 1));
  return html`<h3>Utility of each text against each other</h3>
    <p class="explanation">Row: a text as the hypothesis; column: a text as the reference. A text's score is the mean of its row: the text most like all others wins.</p>
    ${matrixView({ key: "utility", label: "Utility of texts against each other", rows: names, columns: names, rowsName: "Text", columnsName: "against", value: (row, at) => compared.utility?.[row]?.[at] ?? NaN, width: scene.width, press: row => actions.choosePath(column.id, row) }, state, scene, actions)}`;
}
