import { html, type TemplateResult } from "lit-html";

/** How pictures are read by keyboard; pictures are described by it. */
export function pictureKeys(): TemplateResult {
  return html`<details class="key-help">
    <summary>Keys</summary>
    <p id="picture-keys">
      In a picture: left and right move along it, up and down choose the line, the row or, for the hands, the position; with Ctrl by ten; Home, End,
      Page Up and Page Down go to the edges.
    </p>
  </details>`;
}
