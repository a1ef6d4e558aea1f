import { html, type TemplateResult } from "lit-html";
import type { LogitLens } from "../../../src/protocol/generation";
import { count } from "../../draw/format";
import { button } from "../../ui/button";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { activeColumn, type GenerationState, headIn, placeIn } from "../state";
import { shownSteps } from "../column";
import type { Scene } from "../scene";
import { tinted } from "../tint";
import { bitsText, probabilityText } from "../words";
import { awaited, part } from "./part";
import { tokenChip } from "./token";

const ABOUT = "What each layer would say here: its stream through the last norm and the output matrix. Rank and probability are of the token that was chosen; KL is how far the layer is from what the model says in the end.";

/** The logit lens of the step looked at: layers × their best tokens. */
export function lensPart(state: GenerationState, scene: Scene, actions: Actions): TemplateResult {
  const column = activeColumn(state);
  const place = column && headIn(state, column);
  const asked = column && place !== null && place !== undefined ? placeIn(state, column, place) : null;
  const lens = scene.lens(asked);
  const chosen = column && place !== null && place !== undefined ? shownSteps(column)[place]?.token.id : undefined;
  const copy = button({ text: "Copy TSV", disabled: !lens, onPress: () => lens && actions.copy(lensRows(lens)) });
  return part("lens", "Logit lens of the step", ABOUT, state, actions, () => (lens ? table(lens, chosen, scene) : awaited(asked !== null, scene, column?.saved)), copy);
}

function table({ layers }: LogitLens, chosen: number | undefined, { theme }: Scene): TemplateResult {
  const most = Math.max(1e-9, ...layers.map(({ divergence }) => divergence));
  const best = Math.max(1, ...layers.map(layer => layer.best.length));
  return html`<div class="table-scroll" tabindex="0" role="region" aria-label="Logit lens: layers and their best tokens">
    <table class="rows lens">
      <thead><tr><th scope="col">Layer</th><th scope="col" colspan=${best}>Says</th><th scope="col">Rank</th><th scope="col">Probability</th><th scope="col">KL (bits)</th><th scope="col">Entropy</th></tr></thead>
      <tbody>
        ${layers.map(
          (layer, index) => html`<tr class=${layer.rank === 1 ? "agrees" : ""}>
            <th scope="row">${layerName(index)}</th>
            ${Array.from({ length: best }, (_, rank) => {
              const said = layer.best[rank];
              return said
                ? html`<td class="said ${said.token.id === chosen ? "chosen" : ""}" title=${probabilityText(said.probability)} ${styled({ "--tint": tinted(theme, Math.sqrt(said.probability)), "--bits": `${Math.round(100 * said.probability)}%` })}>${tokenChip(said.token)}</td>`
                : html`<td></td>`;
            })}
            <td>${count(layer.rank)}</td><td>${probabilityText(layer.probability)}</td>
            <td><span class="pipe short"><span class="pipe-fill" ${styled({ width: `${(100 * layer.divergence) / most}%` })}></span><span class="pipe-value">${bitsText(layer.divergence)}</span></span></td>
            <td>${bitsText(layer.entropy)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const layerName = (index: number): string => (index === 0 ? "embedding" : String(index - 1));

function lensRows({ layers }: LogitLens): (string | number)[][] {
  const best = Math.max(...layers.map(layer => layer.best.length));
  const names = Array.from({ length: best }, (_, rank) => [`best ${rank + 1}`, "p"]).flat();
  return [
    ["layer", "rank", "probability", "KL (bits)", "entropy (bits)", ...names],
    ...layers.map((layer, index) => [layerName(index), layer.rank, layer.probability, layer.divergence, layer.entropy, ...layer.best.flatMap(({ token, probability }) => [token.text, probability])]),
  ];
}
