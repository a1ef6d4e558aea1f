import { sized } from "../../ui/canvas";
import type { Theme } from "../../ui/theme";
import { linearScale, type Scale } from "../../../src/report/scale";
import { cacheContents } from "../cacheContents";
import { type Column, shownSteps } from "../column";
import { chartColors } from "./chartColors";
import { tokensRead } from "../runRows";

/** Sizes of the picture of steps, in pixels. */
const BY_STEP = { left: 44, right: 12, curve: 92, apart: 14, cache: 84, axis: 18, top: 8 } as const;
const BY_STEP_HEIGHT = BY_STEP.top + BY_STEP.curve + BY_STEP.apart + BY_STEP.cache + BY_STEP.axis;
const DASHES = [[], [6, 3], [2, 3], [9, 3, 2, 3]] as const;

/** How the line of a column is broken, so that lines are told apart without colours. */
export const dashOf = (column: number): readonly number[] => DASHES[Math.max(0, column) % DASHES.length]!;

/** What is painted: the columns' surprisal, and what the active one's cache holds. */
export interface ByStep {
  readonly columns: readonly Column[];
  readonly active: Column;
  readonly head: number | null;
  readonly width: number;
}

/** Places along x, by the longest text. */
const placesOf = (columns: readonly Column[]): number => Math.max(1, ...columns.map(column => shownSteps(column).length));

/** The place at `left` pixels of the picture. */
export function placeAt(left: number, { columns, width }: Pick<ByStep, "columns" | "width">): number {
  const places = placesOf(columns);
  const share = (left - BY_STEP.left) / Math.max(1, width - BY_STEP.left - BY_STEP.right);
  return Math.max(0, Math.min(places - 1, Math.floor(share * places)));
}

/** Paints surprisal by step over the growing cache, so that what is evicted and what surprises are seen together; while only the head moves, only the head is painted. */
export class ByStepPainter {
  readonly #base = document.createElement("canvas");
  #of: readonly unknown[] = [];

  paint(canvas: HTMLCanvasElement, picture: ByStep, theme: Theme): void {
    const { columns, active, head, width } = picture;
    const of = [...columns, active, width, theme, window.devicePixelRatio];
    if (of.length !== this.#of.length || of.some((value, index) => value !== this.#of[index])) paintBase(this.#base, picture, theme);
    this.#of = of;
    const context = sized(canvas, width, BY_STEP_HEIGHT);
    context.drawImage(this.#base, 0, 0, width, BY_STEP_HEIGHT);
    if (head !== null) paintHead(context, picture, head, theme);
  }
}

function scalesOf({ columns, width }: ByStep): { readonly x: (place: number) => number; readonly y: Scale; readonly wide: number; readonly right: number; readonly places: number } {
  const places = placesOf(columns);
  const right = width - BY_STEP.right;
  const wide = (right - BY_STEP.left) / places;
  const most = columns.flatMap(column => shownSteps(column)).reduce((greatest, { surprisal }) => (Number.isFinite(surprisal) ? Math.max(greatest, surprisal) : greatest), 1);
  return { x: place => BY_STEP.left + (place + 0.5) * wide, y: linearScale([0, most], [BY_STEP.top + BY_STEP.curve, BY_STEP.top], 3), wide, right, places };
}

function paintHead(context: CanvasRenderingContext2D, picture: ByStep, head: number, theme: Theme): void {
  const { x, y } = scalesOf(picture);
  context.fillStyle = theme.pinned;
  context.fillRect(Math.round(x(head)) - 1, BY_STEP.top, 2, BY_STEP.curve + BY_STEP.apart + BY_STEP.cache);
  const surprisal = shownSteps(picture.active)[head]?.surprisal;
  if (surprisal === undefined || !Number.isFinite(surprisal)) return;
  context.beginPath();
  context.arc(x(head), y.toPixel(surprisal), 4, 0, 2 * Math.PI);
  context.fill();
}

function paintBase(canvas: HTMLCanvasElement, picture: ByStep, theme: Theme): void {
  const { columns, active, width } = picture;
  const context = sized(canvas, width, BY_STEP_HEIGHT);
  const { x, y, wide, right, places } = scalesOf(picture);
  context.font = `11px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  for (const tick of y.ticks) {
    context.fillStyle = theme.quiet;
    context.fillText(String(tick), BY_STEP.left - 6, y.toPixel(tick));
    context.globalAlpha = 0.25;
    context.fillRect(BY_STEP.left, Math.round(y.toPixel(tick)), right - BY_STEP.left, 1);
    context.globalAlpha = 1;
  }
  for (const [index, column] of columns.entries()) if (column !== active) curve(context, column, x, y.toPixel, theme.quiet, index, 1);
  curve(context, active, x, y.toPixel, theme.foreground, columns.indexOf(active), 1.6);
  cache(context, active, { x, wide, right }, theme);
  const bottom = BY_STEP.top + BY_STEP.curve + BY_STEP.apart + BY_STEP.cache;
  const along = linearScale([0, Math.max(1, places - 1)], [x(0), x(places - 1)], Math.max(1, (right - BY_STEP.left) / 70));
  context.textAlign = "center";
  context.fillStyle = theme.quiet;
  for (const tick of along.ticks) if (Number.isInteger(tick)) context.fillText(String(tick), along.toPixel(tick), bottom + 10);
}

function curve(context: CanvasRenderingContext2D, column: Column, x: (place: number) => number, y: (bits: number) => number, color: string, dash: number, width: number): void {
  context.beginPath();
  let drawn = false;
  for (const [place, { surprisal }] of shownSteps(column).entries()) {
    if (!Number.isFinite(surprisal)) {
      drawn = false;
      continue;
    }
    if (drawn) context.lineTo(x(place), y(surprisal));
    else context.moveTo(x(place), y(surprisal));
    drawn = true;
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.setLineDash([...dashOf(dash)]);
  context.stroke();
  context.setLineDash([]);
}

/** Tokens held by step: token 0 at the top; what was evicted is left open, with a line at its edge. */
function cache(context: CanvasRenderingContext2D, column: Column, { x, wide, right }: { x: (place: number) => number; wide: number; right: number }, theme: Theme): void {
  const policy = column.started?.cache;
  const steps = shownSteps(column).length;
  if (!policy || steps === 0) return;
  const top = BY_STEP.top + BY_STEP.curve + BY_STEP.apart;
  const whole = Math.max(1, tokensRead(column, steps));
  const down = (tokens: number): number => (tokens / whole) * BY_STEP.cache;
  context.strokeStyle = theme.border;
  context.lineWidth = 1;
  context.strokeRect(BY_STEP.left + 0.5, top + 0.5, right - BY_STEP.left - 1, BY_STEP.cache - 1);
  const color = chartColors(theme)[0] ?? theme.foreground;
  // As many columns as there are pixels, or steps where those are fewer.
  const every = Math.max(1, Math.floor(1 / wide));
  for (let place = 0; place < steps; place += every) {
    const tokens = tokensRead(column, place);
    const left = x(place) - wide / 2;
    const side = Math.max(1, wide * every - (wide > 4 ? 1 : 0));
    context.fillStyle = color;
    context.globalAlpha = theme.highContrast ? 0.9 : 0.5;
    const { held, evicted } = cacheContents(policy, tokens);
    for (const { first, end } of held) context.fillRect(left, top + down(first), side, Math.max(1, down(end) - down(first)));
    context.globalAlpha = 1;
    if (evicted === 0) continue;
    const sinks = Math.min(policy.sinks, policy.window ?? 0);
    context.fillStyle = theme.quiet;
    context.globalAlpha = 0.5;
    // Hatched, because evicted is not the same as never there.
    for (let token = sinks; token < sinks + evicted; token += Math.max(1, whole / 16)) context.fillRect(left, top + down(token), side, 1);
    context.globalAlpha = 1;
  }
  context.fillStyle = theme.quiet;
  context.textAlign = "right";
  context.fillText("0", BY_STEP.left - 6, top + 6);
  context.fillText(String(whole), BY_STEP.left - 6, top + BY_STEP.cache - 5);
  const own = tokensRead(column, 0);
  if (own <= 0 || down(own) < 14 || down(own) > BY_STEP.cache - 20) return;
  context.fillText("text", BY_STEP.left - 6, top + down(own) + 3);
  context.globalAlpha = 0.6;
  context.fillRect(BY_STEP.left, top + down(own), right - BY_STEP.left, 1);
  context.globalAlpha = 1;
}
