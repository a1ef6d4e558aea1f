import { ellipsis } from "../../draw/axis";
import { visibleText } from "../../draw/tokenText";
import { sized } from "../../ui/canvas";
import type { Theme } from "../../ui/theme";
import { type BeamNode, type BeamTree, pathTo, stepNodes } from "../beamTree";
import { chartColors } from "./chartColors";
import { beginningOf, pointOf, seenSteps, TREE_MARGIN, type TreeBox, type TreeView, WORDS_FROM } from "../treeLayout";

/** What is marked in a tree: the node looked at, the end of the text looked at, and the end of the winner. */
export interface TreeMarks {
  readonly node: number | null;
  readonly end: number | null;
  readonly winner: number | null;
}

/** Groups are told apart by colour and by dashes, and named at their first arms. */
const DASHES = [[], [6, 3], [2, 3], [9, 3, 2, 3]] as const;

/** Paints a beam search: kept arms thick as they are probable, pruned and finished ones as they end. */
export function paintTree(canvas: HTMLCanvasElement, tree: BeamTree, view: TreeView, box: TreeBox, marks: TreeMarks, theme: Theme): void {
  const context = sized(canvas, box.width, box.height);
  const [first, end] = seenSteps(view, tree, box);
  const nodes = Array.from({ length: end - first }, (_, index) => stepNodes(tree, first + index)).flat();
  const winner = new Set(marks.winner === null ? [] : pathTo(tree, marks.winner).map(({ id }) => id));
  const chosen = new Set(marks.end === null ? [] : pathTo(tree, marks.end).map(({ id }) => id));
  const scene = { context, tree, view, box, theme, colors: chartColors(theme), words: view.scale >= WORDS_FROM };
  ticks(scene, first, end);
  for (const node of nodes) if (!winner.has(node.id) && !chosen.has(node.id)) arm(scene, node, "plain");
  for (const node of nodes) if (chosen.has(node.id) && !winner.has(node.id)) arm(scene, node, "chosen");
  for (const node of nodes) if (winner.has(node.id)) arm(scene, node, "winner");
  if (view.scale >= 5) for (const node of nodes) dot(scene, node, winner.has(node.id), chosen.has(node.id), node.id === marks.node);
  const looked = marks.node === null ? undefined : tree.nodes[marks.node];
  if (looked && view.scale < 5) dot(scene, looked, false, true, true);
  const beside = endingBeside(nodes);
  if (scene.words) for (const node of nodes) word(scene, node, winner.has(node.id) || chosen.has(node.id) || node.id === marks.node, beside.get(armsOf(node)) ?? 0);
  if (first === 0) prompt(scene);
}

interface TreeScene {
  readonly context: CanvasRenderingContext2D;
  readonly tree: BeamTree;
  readonly view: TreeView;
  readonly box: TreeBox;
  readonly theme: Theme;
  readonly colors: readonly string[];
  readonly words: boolean;
}

function ticks({ context, view, box, theme }: TreeScene, first: number, end: number): void {
  context.font = `11px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = theme.quiet;
  const every = [1, 2, 5, 10, 20, 50, 100, 200, 500].find(step => step * view.scale >= 34) ?? 1000;
  for (let step = Math.ceil(first / every) * every; step < end; step += every) {
    const x = TREE_MARGIN.left + (step + 1 - view.x) * view.scale;
    if (x >= TREE_MARGIN.left && x < box.width - 8) context.fillText(String(step), x, 9);
  }
}

function arm(scene: TreeScene, node: BeamNode, kind: "plain" | "chosen" | "winner"): void {
  const { context, tree, view, box, theme, colors } = scene;
  const { fate, logProbability } = node.candidate;
  const lives = fate === "kept" || fate === "finished";
  if (!lives && view.scale < 4 && kind === "plain") return;
  const [from, to] = [beginningOf(node, tree, view, box), pointOf(node, view, box)];
  context.beginPath();
  context.moveTo(from.x, from.y);
  const middle = (from.x + to.x) / 2;
  if (view.scale < 6) context.lineTo(to.x, to.y);
  else context.bezierCurveTo(middle, from.y, middle, to.y, to.x, to.y);
  context.strokeStyle = kind === "winner" ? theme.pinned : kind === "chosen" ? theme.foreground : node.group === null ? (lives ? colors[0]! : theme.quiet) : colors[node.group % colors.length]!;
  context.globalAlpha = kind !== "plain" || theme.highContrast ? 1 : lives ? 0.75 : 0.45;
  const thick = view.scale < 12 ? 1 : 0.8 + 2.6 * Math.exp(logProbability);
  context.lineWidth = lives ? thick + (kind === "plain" ? 0 : 1.2) : 1;
  context.setLineDash(node.group === null ? [] : [...DASHES[node.group % DASHES.length]!]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Kept: a dot. Finished: a square. Dropped: an empty square. Pruned: a cross. */
function dot({ context, view, box, theme, colors }: TreeScene, node: BeamNode, wins: boolean, chosen: boolean, here: boolean): void {
  const { x, y } = pointOf(node, view, box);
  const { fate } = node.candidate;
  const size = Math.min(3.5, Math.max(1.2, view.scale / 8));
  const color = wins ? theme.pinned : chosen ? theme.foreground : node.group === null ? colors[0]! : colors[node.group % colors.length]!;
  context.fillStyle = color;
  context.strokeStyle = fate === "pruned" ? theme.quiet : color;
  context.lineWidth = 1.2;
  context.beginPath();
  if (fate === "kept") {
    context.arc(x, y, size, 0, 2 * Math.PI);
    context.fill();
  } else if (fate === "finished") context.fillRect(x - size - 0.5, y - size - 0.5, 2 * size + 1, 2 * size + 1);
  else if (fate === "dropped") context.strokeRect(x - size, y - size, 2 * size, 2 * size);
  else if (view.scale >= 12) {
    const arm = Math.min(2.5, size);
    context.moveTo(x - arm, y - arm);
    context.lineTo(x + arm, y + arm);
    context.moveTo(x - arm, y + arm);
    context.lineTo(x + arm, y - arm);
    context.stroke();
  }
  if (!here) return;
  context.strokeStyle = theme.focus;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(x, y, size + 4, 0, 2 * Math.PI);
  context.stroke();
}

/** A name for where a node's arm leaves. */
const armsOf = ({ step, from }: BeamNode): string => `${step} ${from}`;

/** How many arms end beside each other, by where they leave. */
function endingBeside(nodes: readonly BeamNode[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of nodes) if (node.lane === null) counts.set(armsOf(node), (counts.get(armsOf(node)) ?? 0) + 1);
  return counts;
}

function word({ context, view, box, theme, tree }: TreeScene, node: BeamNode, stands: boolean, beside: number): void {
  const { token, fate, final } = node.candidate;
  const { x, y } = pointOf(node, view, box);
  const measure = (text: string): number => context.measureText(text).width;
  context.textBaseline = "middle";
  if (fate === "kept") {
    context.font = `12px ${theme.mono}`;
    context.fillStyle = stands ? theme.foreground : theme.quiet;
    context.textAlign = "right";
    context.fillText(ellipsis(visibleText(token.text), view.scale * 0.4, measure), x + 6, y - 9);
    if (node.step === tree.steps.length - 1) {
      context.font = `11px ${theme.font}`;
      context.textAlign = "left";
      context.fillText(node.candidate.score.toFixed(2), x + 9, y);
    }
    return;
  }
  // Arms that end close together would write over each other.
  if (!stands && (0.86 * box.lane) / (beside + 1) < 10 && fate !== "finished") return;
  context.font = `10px ${theme.mono}`;
  context.textAlign = "left";
  context.fillStyle = fate === "pruned" ? theme.quiet : theme.foreground;
  const room = 0.32 * view.scale - 4;
  const text = final === null ? visibleText(token.text) : `${visibleText(token.text)} ${final.toFixed(2)}`;
  context.fillText(ellipsis(text, Math.max(room, stands ? 60 : room), measure), x + 5, y);
}

function prompt({ context, view, box, theme }: TreeScene): void {
  const x = TREE_MARGIN.left - view.x * view.scale;
  context.fillStyle = theme.foreground;
  context.beginPath();
  context.arc(x, TREE_MARGIN.top + 0.5 * box.lane, 4.5, 0, 2 * Math.PI);
  context.fill();
}

