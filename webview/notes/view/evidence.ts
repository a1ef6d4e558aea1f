import { html, nothing, type TemplateResult } from "lit-html";
import type { NoteExport } from "../../../src/protocol/notesPage";
import type { NotePicture } from "../../../src/protocol/notes/note";
import { choiceOf } from "../../pictures/pictureState";
import type { PictureScene } from "../../pictures/scene";
import { pictureView } from "../../pictures/view/picture";
import { button } from "../../ui/button";
import { styled } from "../../ui/styled";
import type { Actions } from "../actions";
import { findingOf, type NotesState, pictureKey } from "../state";

/** How many pictures share rows: listings have rows of their own. */
export const drawnSideBySide = (pictures: readonly NotePicture[]): number => pictures.filter(({ kind }) => kind !== "listing").length;

/** The pictures of a finding, or of a run as far as it went. */
export function evidence(state: NotesState, pictures: readonly NotePicture[], scene: PictureScene, actions: Actions): TemplateResult | typeof nothing {
  const { shown, running } = state;
  if (!shown || pictures.length === 0) return nothing;
  const finding = findingOf(state);
  const { count, width } = scene.across(drawnSideBySide(pictures));
  return html`<section class="evidence" aria-labelledby="evidence-heading">
    <h2 id="evidence-heading">Evidence${finding ? nothing : html` <span class="quiet">${running ? "so far" : "as far as the run went"}</span>`}</h2>
    <div class="pictures" ${styled({ "--across": String(count) })}>
      ${pictures.map(picture => {
        const key = pictureKey(shown.about.id, picture.id);
        const drawn = { key, picture, choice: choiceOf(state, key), width, ...(finding && { looks: finding.looks }) };
        return pictureView(drawn, scene, actions, finding ? exports(picture, drawn.choice.sheet, actions) : nothing);
      })}
    </div>
  </section>`;
}

function exports(picture: NotePicture, sheet: number, actions: Actions): TemplateResult {
  const to = (text: string, title: string, what: NoteExport): TemplateResult => button({ text, title, onPress: () => actions.export(what) });
  return html`${to("CSV…", "Export the numbers", { as: "csv", picture: picture.id })}${picture.kind === "listing" ? nothing : to("SVG…", "Export the picture", { as: "svg", picture: picture.id, sheet })}`;
}
