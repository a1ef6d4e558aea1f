import type { Rates } from "../floors/rates";
import type { Machine } from "../machine";
import { boundOf } from "./bound";
import { betterOf, isMet, type Section } from "./figure";
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
  const rows = section.figures.map(figure => {
    const { of, what, unit, values, peer } = figure;
    const bound = boundOf(figure, rates);
    const cells = [
      `${of}: ${what}`,
      `${numberText(values.median, unit)} ${unit}`,
      peer ? `${numberText(peer.values.median, unit)} ${unit} (${peer.name})` : "",
      peer ? `${numberText(peer.ratio.median, "×")} ×` : "",
      bound === null ? "" : `${numberText(bound, unit)} ${unit}`,
      goalText(figure, betterOf(figure), isMet(figure)),
    ];
    return `| ${cells.map(escaped).join(" | ")} |`;
  });
  return [...head, "| | Model Lens | peer | ours to theirs | floor | goal |", "|---|---|---|---|---|---|", ...rows].join("\n");
}

const escaped = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
