import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { MODELS } from "./embedded";
import type { BestHead, Claims } from "./measures/claims";

/** The machine-readable figures of every card, by model. */
export type Figures = Record<string, Claims>;

const FILE = path.join(MODELS, "figures.json");
/** Between these two lines a card shows its figures. */
const [BEGIN, END] = ["<!-- measured by npm run models:verify -->", "<!-- end -->"];
/** Other processors add in another order; what is measured on one sequence of many may tip. */
const TOLERANCE = 0.02;

export const readFigures = async (): Promise<Figures> => JSON.parse(await readFile(FILE, "utf8")) as Figures;

export const cardOf = (name: string): Promise<string> => readFile(path.join(MODELS, name, "README.md"), "utf8");

/** Writes a model's figures where cards and tests read them, rounded to what is claimed. */
export async function writeFigures(name: string, claims: Claims): Promise<void> {
  const figures: Figures = await readFigures().catch(() => ({}));
  figures[name] = Object.fromEntries(Object.entries(claims).map(([claim, found]) => [claim, rounded(found)]));
  const sorted = Object.fromEntries(Object.entries(figures).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(FILE, `${JSON.stringify(sorted, null, 1)}\n`);
  const card = await cardOf(name);
  const [before, rest] = card.split(BEGIN);
  const behind = rest?.split(END)[1];
  if (behind === undefined) throw new Error(`The card of ${name} has no place for its figures: ${BEGIN} … ${END}`);
  await writeFile(path.join(MODELS, name, "README.md"), `${before}${figuresTable(figures[name])}${behind}`);
}

/** The table of a card, with the lines around it. */
export function figuresTable(claims: Claims): string {
  const rows = Object.entries(claims).map(([claim, found]) => `| ${claim} | ${shown(found)} |`);
  return [BEGIN, "", "| | |", "|---|---|", ...rows, "", END].join("\n");
}

const shown = (found: number | BestHead): string =>
  typeof found === "number" ? String(found) : `${found.value} (layer ${found.layer}, head ${found.head})`;

const round = (value: number): number => Number(value.toFixed(3));
const rounded = (found: number | BestHead): number | BestHead => (typeof found === "number" ? round(found) : { ...found, value: round(found.value) });

/** Where what was found is not what was claimed, in words. */
export function differences(claimed: Claims, found: Claims): string[] {
  const names = [...new Set([...Object.keys(claimed), ...Object.keys(found)])];
  return names.flatMap(name => {
    const [said, is] = [claimed[name], found[name]];
    if (said === undefined || is === undefined) return [`${name}: ${said === undefined ? "not claimed" : "not measured"}`];
    return Math.abs(valueOf(said) - valueOf(is)) <= TOLERANCE ? [] : [`${name}: claimed ${shown(said)}, found ${shown(rounded(is))}`];
  });
}

const valueOf = (found: number | BestHead): number => (typeof found === "number" ? found : found.value);
