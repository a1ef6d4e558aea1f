import { escaped } from "./escaped";

/** A picture as SVG elements, in pixels; its colours are classes of {@link DRAWING_STYLE}. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly about: string;
  readonly marks: string;
}

/** Lines that have a colour of their own; more begin again. */
export const LINE_COLORS = 6;

/** The style of all drawings, light or dark as the reader's system is. Colours of lines contrast with both backgrounds by 3 : 1 at least. */
export const DRAWING_STYLE = `
.drawing { --paper: #ffffff; --ink: #1f2328; --quiet: #59636e; --faint: #d8dce1; --above: #b35900; --below: #0a58b0;
  --c0: #0a58b0; --c1: #b35900; --c2: #1a7037; --c3: #7b3fb5; --c4: #b3261e; --c5: #0b6e75; }
@media (prefers-color-scheme: dark) { .drawing { --paper: #1f1f1f; --ink: #e6e6e6; --quiet: #a8a8a8; --faint: #3c3c3c; --above: #f0a35e; --below: #6cb2f7;
  --c0: #6cb2f7; --c1: #f0a35e; --c2: #6fc98a; --c3: #c7a0f2; --c4: #f58d86; --c5: #5ecbd3; } }
.drawing text { font: 11px system-ui, sans-serif; fill: var(--quiet); font-variant-numeric: tabular-nums; }
.drawing .title { font-size: 13px; font-weight: 600; fill: var(--ink); }
.drawing .paper { fill: var(--paper); }
.drawing .frame, .drawing .tick { fill: none; stroke: var(--quiet); }
.drawing .grid { stroke: var(--faint); }
.drawing .place { stroke: var(--ink); stroke-dasharray: 1 3; }
.drawing .line { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.drawing .spread { stroke: none; opacity: 0.2; }
.drawing .above { fill: var(--above); }
.drawing .below { fill: var(--below); }
.drawing .cell-value { text-anchor: middle; fill: var(--ink); stroke: var(--paper); stroke-width: 2.5px; stroke-opacity: 0.75; stroke-linejoin: round; paint-order: stroke; }
.drawing .none { fill: none; stroke: var(--faint); }
${Array.from({ length: LINE_COLORS }, (_, index) => `.drawing .s${index} { stroke: var(--c${index}); } .drawing .f${index} { fill: var(--c${index}); }`).join("\n")}
`;

/** A drawing as an element of an HTML page that has {@link DRAWING_STYLE}. */
export function svgElement(drawing: Drawing): string {
  return `<svg class="drawing" width="${drawing.width}" height="${drawing.height}" viewBox="0 0 ${drawing.width} ${drawing.height}" role="img">${inside(drawing)}</svg>`;
}

/** A drawing as a file of its own, with its title above it. */
export function svgFile(drawing: Drawing): string {
  const { title } = drawing;
  const [left, top, width, height] = [-EDGE, -TITLE, drawing.width + 2 * EDGE, drawing.height + TITLE];
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" class="drawing" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" role="img"><style>${DRAWING_STYLE}</style><rect class="paper" x="${left}" y="${top}" width="${width}" height="${height}"/><text class="title" x="0" y="-9">${escaped(title)}</text>${inside(drawing)}</svg>
`;
}

/** Room around a drawing in a file of its own, and above it for its title, in pixels. */
const [EDGE, TITLE] = [10, 28];

const inside = ({ title, about, marks }: Drawing): string => `<title>${escaped(title)}</title>${about === "" ? "" : `<desc>${escaped(about)}</desc>`}${marks}`;
