import { html, nothing, type TemplateResult } from "lit-html";
import { count } from "../../draw/format";
import { button, iconButton } from "../../ui/button";
import type { Actions } from "../actions";
import { beamText } from "../beamText";
import { type BeamNode, type BeamTree, stepNodes } from "../beamTree";
import type { Scene } from "../scene";
import { activeColumn, type GenerationState, nodeAtHead } from "../state";
import { capital, probabilityText, spokenToken } from "../words";
import { part } from "./part";
import { rowTable } from "./rowTable";
import { tokenChip } from "./token";

const ABOUT = "Every beam and the arms that ended. Thick arms are probable; × was pruned, ■ finished a text, □ finished one that was not good enough. The best text's path is marked.";

/** The beams of the active column as a tree, or the candidates of a step as a table. */
export function treePart(state: GenerationState, scene: Scene, actions: Actions): TemplateResult | typeof nothing {
  const column = activeColumn(state);
  if (!column?.tree || column.tree.steps.length === 0) return nothing;
  const { tree } = column;
  const node = tree.nodes[nodeAtHead(state, column) ?? -1];
  const table = state.tables["tree"] === true;
  const copy = button({ text: "Copy TSV", title: "Copy all candidates of all steps", onPress: () => actions.copy(treeRows(tree)) });
  return part(
    "tree",
    "Beams",
    ABOUT,
    state,
    actions,
    () => html`${groups(tree)}
      ${table
        ? candidates(tree, node?.step ?? tree.steps.length - 1, node, state, scene, actions)
        : html`<canvas
            class="tree"
            data-picture="tree"
            tabindex="0"
            role="application"
            aria-roledescription="tree of beams"
            aria-label="${count(tree.steps.length)} steps. Left: where an arm came from; right: its best child; up and down: arms of the same step; plus and minus: zoom."
            @keydown=${scene.onTree.key}
            @pointerdown=${scene.onTree.pointer}
            @pointermove=${scene.onTree.pointer}
            @pointerup=${scene.onTree.pointer}
            @wheel=${scene.onTree.wheel}
          ></canvas>`}
      <p class="reading" role=${scene.rests ? "status" : nothing}>${node ? nodeWords(tree, node) : nothing}</p>`,
    html`<div class="buttons">
      ${table ? nothing : html`<span class="steps">${iconButton("−", "Zoom out  −", () => actions.zoomTree(1 / 1.6))}${iconButton("+", "Zoom in  +", () => actions.zoomTree(1.6))}${iconButton("⤢", "Show all  0", () => actions.zoomTree(0))}</span>`}
      ${button({ text: "Table", pressed: table, onPress: () => actions.toggleTable("tree") })}${copy}
    </div>`,
  );
}

function groups({ steps }: BeamTree): TemplateResult | typeof nothing {
  const names = [...new Set(steps.at(-1)?.beams.map(({ group }) => group))].filter(group => group !== null);
  if (names.length < 2) return nothing;
  return html`<p class="group-names">${names.map(group => html`<span class="group group-${group % 4}"><svg width="24" height="8" aria-hidden="true"><line x1="0" x2="24" y1="4" y2="4"></line></svg>group ${group + 1}</span>`)}</p>`;
}

function nodeWords(tree: BeamTree, { step, candidate, group, id }: BeamNode): TemplateResult {
  const text = beamText(tree, id);
  return html`Step ${step}: ${tokenChip(candidate.token)} · ${capital(candidate.fate)}${group === null ? "" : `, group ${group + 1}`} · probability ${probabilityText(Math.exp(candidate.logProbability))} · score ${candidate.score.toFixed(3)}${candidate.final === null ? "" : ` · as a text ${candidate.final.toFixed(3)}`}<br /><span class="path-text">${text.slice(-160)}</span>`;
}

function candidates(tree: BeamTree, step: number, current: BeamNode | undefined, state: GenerationState, scene: Scene, actions: Actions): TemplateResult {
  const rows = [...stepNodes(tree, step)].sort((one, other) => other.candidate.score - one.candidate.score);
  const column = activeColumn(state)!;
  return html`<p class="quiet">Step ${step}: ${count(rows.length)} candidates</p>
    ${rowTable({
      label: `Candidates of step ${step}`,
      columns: ["Token", "Of beam", "Group", "Probability", "Score", "Fate", "As a text"],
      rows: rows.length,
      cells: row => {
        const { candidate, group } = rows[row]!;
        return [html`<span aria-label=${spokenToken(candidate.token)}>${tokenChip(candidate.token)}</span>`, String(candidate.parent), group === null ? "–" : String(group + 1), probabilityText(Math.exp(candidate.logProbability)), candidate.score.toFixed(4), candidate.fate, candidate.final?.toFixed(4) ?? "–"];
      },
      current: rows.findIndex(({ id }) => id === current?.id),
      press: row => actions.chooseNode(column.id, rows[row]!.id),
      scrolled: scene.scrolled("tree-table"),
      onScroll: top => actions.scroll("tree-table", top),
    })}`;
}

function treeRows(tree: BeamTree): (string | number)[][] {
  return [
    ["step", "node", "from", "beam before", "group", "id", "token", "log-probability", "score", "fate", "beam after", "final score"],
    ...tree.nodes.map(({ id, parent, step, group, candidate }) => [step, id, parent ?? "", candidate.parent, group ?? "", candidate.token.id, candidate.token.text, candidate.logProbability, candidate.score, candidate.fate, candidate.beam ?? "", candidate.final ?? ""]),
  ];
}

