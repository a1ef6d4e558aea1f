import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { CurvesPicture, HandsPicture, TablePicture } from "../../../src/protocol/positions";
import { button } from "../../ui/button";
import { numbersOf } from "../numbers";
import type { Actions, Drawn, Scene } from "../scene";
import { cursorIn } from "../state";
import { reading } from "../words";
import { curves } from "./curves";
import { hands } from "./hands";
import { numberTable } from "./numberTable";
import { table } from "./table";

/** One picture with its title, what it shows, the value that is looked at, and its numbers as a table. */
export function pictureView(drawn: Drawn, scene: Scene, actions: Actions): TemplateResult {
  const { key, picture, choice } = drawn;
  const sheet = picture.kind === "table" ? Math.min(choice.sheet, picture.sheets.length - 1) : 0;
  return html`<figure class="picture" data-picture=${key}>
    <figcaption>
      <div class="bar">
        <h3>${picture.title}</h3>
        <div class="right">
          ${button({ text: "Table", pressed: choice.table, title: "Show the numbers behind the picture", onPress: () => actions.choose(key, { table: !choice.table }) })}
          ${button({ text: "Copy", title: "Copy the numbers as tab-separated text", onPress: () => actions.copy(picture, sheet) })}
        </div>
      </div>
      <p class="explanation">${picture.about}</p>
    </figcaption>
    ${drawing(drawn, scene, actions)}
    <p class="reading" aria-live="polite">${choice.cursor === null && picture.kind !== "hands" ? html`<span class="quiet">Point at it, or use the arrow keys, for values.</span>` : reading(picture, cursorIn(picture, choice), sheet)}</p>
    ${choice.table
      ? guard([picture, sheet, scene.scrolled.get(key) ?? 0], () => numberTable(picture.title, numbersOf(picture, sheet), scene.scrolled.get(key) ?? 0, top => scene.scroll(key, top)))
      : nothing}
  </figure>`;
}

function drawing({ picture, ...drawn }: Drawn, scene: Scene, actions: Actions): TemplateResult {
  switch (picture.kind) {
    case "curves":
      return curves({ ...drawn, picture } satisfies Drawn<CurvesPicture>, scene, actions);
    case "table":
      return table({ ...drawn, picture } satisfies Drawn<TablePicture>, scene, actions);
    case "hands":
      return hands({ ...drawn, picture } satisfies Drawn<HandsPicture>, actions);
  }
}
