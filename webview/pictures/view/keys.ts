import { html, nothing, type TemplateResult } from "lit-html";

/** How pictures are read by keyboard, and how what is behind their places is opened; pictures are described by it. */
export function pictureKeys(looks = false): TemplateResult {
  return html`<details class="key-help">
    <summary>Keys</summary>
    <p id="picture-keys">
      In a picture: left and right move along it, up and down choose the line, the row or, for the hands, the position; with Ctrl by ten; Home, End,
      Page Up and Page Down go to the edges.${looks ? " Enter opens the text behind a place with a ring." : nothing}
    </p>
  </details>`;
}
