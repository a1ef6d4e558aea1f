import type { Rates } from "../floors/rates";
import type { Machine } from "../machine";
import { boundOf } from "./bound";
import { betterOf, isMet, type Figure, type Section } from "./figure";
import { goalText, numberText } from "./numbers";
import { machineText, ratesText } from "./text";

/** The report as Markdown: a table per section, the machine above, the rates below. */
export function markdownOf(date: string, machine: Machine, sections: readonly Section[], rates: Rates): string {
  const head = [`# Benchmarks of ${date.slice(0, 10)}`, "", ...machineText(machine).split("\n").map(line => `${line}  `)];
  return [...head, ...sections.map(section => tableOf(section, rates)), `\n${ratesText(rates)}`, ""].join("\n");
}

/** A section as a Markdown table: our median, the peer's, ours to theirs, the floor and the goal. */
export function tableOf(section: Section, rates: Pick<Rates, "floor">): string {
  const head = [`\n## ${section.title}`, "", ...section.notes.flatMap(note => [escaped(note), ""])];
  if (section.skipped !== undefined) return [...head, `Skipped: ${escaped(section.skipped)}`].join("\n");
  return [...head, figureTable(section.figures, rates)].join("\n");
}

/** Figures as a Markdown table: our median, the peer's, ours to theirs, the floor and the goal; of these four, those that any figure has. */
export function figureTable(figures: readonly Figure[], rates: Pick<Rates, "floor">): string {
  const rows = figures.map(figure => {
    const { of, what, unit, values, peer } = figure;
    const bound = boundOf(figure, rates);
    return [
      `${of}: ${what}`,
      `${numberText(values.median, unit)} ${unit}`,
      peer ? `${numberText(peer.values.median, unit)} ${unit} (${peer.name})` : "",
      peer ? `${numberText(peer.ratio.median, "×")} ×` : "",
      bound === null ? "" : `${numberText(bound, unit)} ${unit}`,
      goalText(figure, betterOf(figure), isMet(figure)),
    ].map(escaped);
  });
  const columns = HEADINGS.map((_, column) => column).filter(column => column < 2 || rows.some(row => row[column] !== ""));
  const line = (cells: readonly string[]): string => `| ${columns.map(column => cells[column]).join(" | ")} |`;
  return [line(HEADINGS), `|${"---|".repeat(columns.length)}`, ...rows.map(line)].join("\n");
}

const HEADINGS = ["", "Model Lens", "peer", "ours to theirs", "floor", "goal"];

/** Text on one line, without bars that would end a cell. */
export const escaped = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
