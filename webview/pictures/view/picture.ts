import { html, nothing, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import type { ListingPicture } from "../../../src/protocol/notes/note";
import type { CurvesPicture, HandsPicture, TablePicture } from "../../../src/protocol/positions";
import { numbersOf } from "../../../src/report/pictureNumbers";
import { button } from "../../ui/button";
import { cursorIn } from "../pictureState";
import { reading } from "../reading";
import { type Drawn, lookAtCursor, type PictureActions, type PictureScene } from "../scene";
import { curves } from "./curves";
import { hands } from "./hands";
import { listing } from "./listing";
import { numberTable } from "./numberTable";
import { table } from "./table";

/** One picture with its title, what it shows, the value that is looked at, and its numbers as a table; `more` are further buttons. */
export function pictureView(drawn: Drawn, scene: PictureScene, actions: PictureActions, more: TemplateResult | typeof nothing = nothing): TemplateResult {
  const { key, picture, choice } = drawn;
  const sheet = picture.kind === "table" ? Math.min(choice.sheet, picture.sheets.length - 1) : 0;
  const look = lookAtCursor(drawn);
  return html`<figure class="picture" data-picture=${key} data-kind=${picture.kind}>
    <figcaption>
      <div class="bar">
        <h3>${picture.title}</h3>
        <div class="right">
          ${picture.kind === "listing" ? nothing : button({ text: "Table", pressed: choice.table, title: "Show the numbers behind the picture", onPress: () => actions.choose(key, { table: !choice.table }) })}
          ${button({ text: "Copy", title: "Copy the numbers as tab-separated text", onPress: () => actions.copy(picture, sheet) })}
          ${more}
        </div>
      </div>
      <p class="explanation">${picture.about}</p>
    </figcaption>
    ${drawing(drawn, scene, actions)}
    <p class="reading" aria-live="polite">${choice.cursor === null && picture.kind !== "hands" ? html`<span class="quiet">Point at it, or use the arrow keys, for values.</span>` : reading(picture, cursorIn(picture, choice), sheet)}</p>
    ${look && actions.look ? html`<p class="look-button">${button({ text: `Look into ${look.title}`, onPress: () => actions.look?.(look) })}</p>` : nothing}
    ${choice.table
      ? guard([picture, sheet, scene.scrolled.get(key) ?? 0], () => numberTable(picture.title, numbersOf(picture, sheet), scene.scrolled.get(key) ?? 0, top => scene.scroll(key, top)))
      : nothing}
  </figure>`;
}

function drawing({ picture, ...drawn }: Drawn, scene: PictureScene, actions: PictureActions): TemplateResult {
  switch (picture.kind) {
    case "curves":
      return curves({ ...drawn, picture } satisfies Drawn<CurvesPicture>, scene, actions);
    case "table":
      return table({ ...drawn, picture } satisfies Drawn<TablePicture>, scene, actions);
    case "hands":
      return hands({ ...drawn, picture } satisfies Drawn<HandsPicture>, actions);
    case "listing":
      return listing({ ...drawn, picture } satisfies Drawn<ListingPicture>, scene, actions);
  }
}
