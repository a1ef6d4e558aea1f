import { html, nothing, type TemplateResult } from "lit-html";
import { visibleText } from "../../draw/tokenText";
import { button } from "../../ui/button";
import type { Actions } from "../actions";
import { shownSteps } from "../column";
import type { Scene } from "../scene";
import { activeColumn, type GenerationState, placeIn } from "../state";
import { readWeights } from "../stepAttention";
import { choices } from "./attention";
import { matrixView } from "./matrix";
import { part } from "./part";

const ABOUT = "Which tokens of the source each generated word read, from the attention of its step. Rows fill as steps are looked at.";

/** Generated words × source tokens of an encoder–decoder. */
export function crossPart(state: GenerationState, scene: Scene, askAll: () => void, actions: Actions): TemplateResult | typeof nothing {
  const column = activeColumn(state);
  if (!column?.started?.encoderDecoder) return nothing;
  const steps = shownSteps(column);
  if (steps.length === 0) return nothing;
  const rows = steps.map((_, place) => scene.attention(placeIn(state, column, place)));
  const found = rows.find(row => row?.cross);
  const weights = rows.map(row => (row?.cross ? readWeights(row, row.cross.keys, row.cross.weights, state.read) : null));
  const missing = weights.filter(row => row === null).length;
  return part("cross", "Source read by each word", ABOUT, state, actions, () => html`<div class="choices">
      ${found ? choices(found, state, actions) : nothing}
      ${missing > 0 ? button({ text: "Ask for all steps", onPress: askAll }) : nothing}
    </div>
    ${matrixView(
      {
        key: "cross",
        label: "Cross-attention of each generated word",
        rows: steps.map(({ token }) => visibleText(token.text)),
        columns: column.started!.prompt.map(({ text }) => visibleText(text)),
        rowsName: "Word",
        columnsName: "source",
        value: (row, at) => weights[row]?.[at] ?? NaN,
        width: scene.width,
        press: row => actions.seek(column.id, row),
      },
      state,
      scene,
      actions,
    )}`);
}
