import type { NoteSection, StatementAbout } from "../../protocol/notes/note";
import type { NoteResult } from "../../protocol/notes/noteResult";
import { figureWords, OUTCOMES, outcomeOf } from "../../report/findingWords";
import { NOTE_ITEM, type NoteItemName } from "../names";
import { noteTitle } from "../notes/noteTitle";
import { plainText } from "../plainText";

/** What the Notes view shows, as data. */
export type NoteNode = { readonly kind: "chapter"; readonly chapter: NoteSection } | { readonly kind: "statement"; readonly about: StatementAbout; readonly chapter: string };

/** How a statement stands. */
export interface NoteState {
  readonly result: NoteResult | null;
  readonly running: boolean;
  /** Points that a stopped sweep has left. */
  readonly points: number;
  /** It runs on another model than the active one. */
  readonly elsewhere: boolean;
  /** On what: for a result, what it came of; else what it would run on. */
  readonly on: { readonly model: string; readonly source: string | null; readonly when: string | null; readonly file: string | null };
}

/** The chapters that have statements. */
export const chapterNodes = (notes: readonly NoteSection[]): NoteNode[] => notes.flatMap(chapter => (chapter.statements.length === 0 ? [] : [{ kind: "chapter" as const, chapter }]));

/** What is below a node; nothing below a statement. */
export const nodesBelow = (node: NoteNode): NoteNode[] => (node.kind === "statement" ? [] : node.chapter.statements.map(about => ({ kind: "statement", about, chapter: node.chapter.title })));

/** Icons of the theme, and their colours. */
const ICONS = {
  holds: { icon: "pass", color: "charts.green" },
  fails: { icon: "error", color: "charts.red" },
  "not-applicable": { icon: "circle-slash", color: "disabledForeground" },
  failed: { icon: "warning", color: "list.warningForeground" },
  running: { icon: "loading~spin", color: null },
  none: { icon: "circle-outline", color: null },
} as const;

/** How a statement is drawn in the tree. */
export interface NoteRow {
  readonly label: string;
  readonly description: string;
  readonly icon: (typeof ICONS)[keyof typeof ICONS];
  /** What the manifest's menus match. */
  readonly item: NoteItemName;
  /** For screen readers. */
  readonly spoken: string;
}

/** A statement's line: a few words, what came of it and its figure. */
export function noteRow(about: StatementAbout, state: NoteState): NoteRow {
  const label = noteTitle(about);
  const { icon, words } = standing(state);
  const on = state.elsewhere ? [`on ${state.on.model}`] : [];
  return {
    label,
    description: [...(words === "" ? [] : [words]), ...on].join(" · "),
    icon,
    item: state.running ? NOTE_ITEM.running : state.elsewhere ? NOTE_ITEM.elsewhere : NOTE_ITEM.statement,
    spoken: [label, words === "" ? "not run yet" : words, ...on, about.statement].join(", "),
  };
}

function standing({ result, running, points }: NoteState): { readonly icon: NoteRow["icon"]; readonly words: string } {
  if (running) return { icon: ICONS.running, words: "running" };
  if (result === null) return { icon: ICONS.none, words: points === 0 ? "" : `stopped at ${points === 1 ? "1 point" : `${points} points`}` };
  const outcome = outcomeOf(result);
  const words = OUTCOMES[outcome].words.replace(/^./u, first => first.toLowerCase());
  const figured = result.kind === "found" && result.finding.figure !== null;
  return { icon: ICONS[outcome], words: figured ? `${figureWords(result.finding)} · ${words}` : words };
}

/** What the pointer shows, as Markdown: the statement, its measure and paper, and what came of it on what. */
export function noteTooltip(about: StatementAbout, state: NoteState): string {
  return [`**${plainText(about.statement)}**`, plainText(about.measured), `[${plainText(about.paper.title)}](${about.paper.url})`, "---", ...outcome(state)].join("\n\n");
}

function outcome({ result, running, points, on }: NoteState): string[] {
  const { model, source, when, file } = on;
  const where = `${plainText(model)}, ${source === null ? "the notes' sample" : plainText(source)}`;
  const from = file === null ? (when === null ? "" : `, ${plainText(when)}`) : `, from ${plainText(file)}`;
  if (running) return [`Being run on ${where}.`];
  if (result === null) return [points === 0 ? `Not run yet on ${where}.` : `Stopped on ${where}: ${points} points are kept, and running goes on from there.`];
  const came = `**${OUTCOMES[outcomeOf(result)].words}**`;
  if (result.kind === "failed") return [`${came} on ${where}${from}.`, plainText([result.problem.message, result.problem.remedy ?? ""].join(" ").trim())];
  const { finding } = result;
  const settings = Object.entries(finding.settings).map(([name, value]) => `${plainText(name)} ${plainText(String(value))}`);
  return [`${came}${finding.figure === null ? "" : `: ${plainText(figureWords(finding))}`} on ${where}${from}.`, plainText(finding.says), settings.join(" · ")];
}
