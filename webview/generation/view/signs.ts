import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit-html";

/** Signs as pictures: fonts do not have them everywhere. */
const PATHS = {
  first: svg`<path d="M3 3h2v10H3zM13 3v10L6 8z"></path>`,
  back: svg`<path d="M11 3v10L4 8z"></path>`,
  play: svg`<path d="M4 2.5v11l9.5-5.5z"></path>`,
  pause: svg`<path d="M4 3h3v10H4zM9 3h3v10H9z"></path>`,
  step: svg`<path d="M5 3v10l7-5z"></path>`,
  newest: svg`<path d="M3 3v10l7-5zM11 3h2v10h-2z"></path>`,
  branch: svg`<path d="M4 2.5v11M4 9C4 6 12 7.5 12 3M9.5 5L12 2.5 14.5 5" fill="none" stroke="currentColor" stroke-width="1.5"></path>`,
  die: svg`<path d="M3 3h10v10H3z" fill="none" stroke="currentColor" stroke-width="1.3"></path><circle cx="5.7" cy="5.7" r="1"></circle><circle cx="10.3" cy="10.3" r="1"></circle><circle cx="8" cy="8" r="1"></circle>`,
} satisfies Readonly<Record<string, SVGTemplateResult>>;

/** A sign by its name, in the colour of the letters around it. */
export const sign = (name: keyof typeof PATHS): TemplateResult => html`<svg class="sign-picture" width="14" height="14" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">${PATHS[name]}</svg>`;
