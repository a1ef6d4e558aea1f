import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Rates } from "../floors/rates";
import type { Machine } from "../machine";
import type { Section } from "./figure";
import type { BenchRecord } from "./records";

/** Everything that a run found out. */
export interface Report {
  readonly date: string;
  readonly seconds: number;
  readonly options: object;
  readonly machine: Machine;
  readonly sections: readonly Section[];
}

/** Writes the report with its floors into `folder`, under its date and as latest.json; returns the dated file. */
export async function writeReport(folder: string, report: Report, rates: Rates): Promise<string> {
  const sections = report.sections.map(section => ({
    ...section,
    figures: section.figures.map(figure => ({ ...figure, ...(figure.cost && { floorMilliseconds: rates.floor(figure.cost).milliseconds }) })),
  }));
  const measured = { operationsPerSecond: rates.operationsPerSecond, bytesPerSecond: rates.bytesPerSecond };
  const text = `${JSON.stringify({ ...report, rates: measured, sections }, null, 2)}\n`;
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${report.date.replaceAll(":", "-")}.json`);
  for (const name of [file, path.join(folder, "latest.json")]) await writeFile(name, text);
  return file;
}

/** Writes the records as JSON to `file`, which ends in .json, and the Markdown beside it; returns both names. */
export async function writeOutput(file: string, records: readonly BenchRecord[], markdown: string): Promise<readonly [string, string]> {
  const table = file.replace(/\.json$/, ".md");
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(records, null, 2)}\n`);
  await writeFile(table, markdown);
  return [file, table];
}
