import type { Rates } from "../floors/rates";
import type { Machine } from "../machine";
import { isMet, type Figure, type Section } from "./figure";
import { escaped, figureTable } from "./markdown";

/** How a section was measured, as far as a reader has to know it. */
export interface Circumstances {
  /** As ISO 8601 writes it. */
  readonly date: string;
  readonly machine: Pick<Machine, "processor" | "cores" | "memoryGb" | "device">;
  /** Runnable processes in the minute before the section. */
  readonly load: number;
  readonly quick: boolean;
}

/** Rows that a page bears in one table; more are folded away. */
const MOST = 12;

/**
 * A section for the read me: what it is, when and on what it was measured, its goals, and a table of the figures that have a goal or a peer (of
 * all, where none has); others, and tables that are long, are folded away.
 */
export function readmeTable({ title, notes, figures }: Section, rates: Pick<Rates, "floor">, circumstances: Circumstances): string {
  const compared = figures.filter(figure => figure.goal !== undefined || figure.peer);
  const told = compared.length > 0 ? compared : figures;
  const others = figures.filter(figure => !told.includes(figure));
  const tables = told.length <= MOST ? [figureTable(told, rates), ...(others.length > 0 ? [folded(`${others.length} more`, others, rates)] : [])] : [folded(`${figures.length} figures`, figures, rates)];
  return [[`**${escaped(title)}**`, goals(figures), measured(circumstances)].filter(part => part !== "").join("; "), ...notes.map(escaped), ...tables].join("\n\n");
}

function goals(figures: readonly Figure[]): string {
  const met = figures.map(isMet).filter(one => one !== null);
  return met.length === 0 ? "" : `${met.filter(one => one).length} of ${met.length} ${met.length === 1 ? "goal" : "goals"} met`;
}

function measured({ date, machine: { processor, cores, memoryGb, device }, load, quick }: Circumstances): string {
  const on = `${cores} cores (${processor}), ${memoryGb} GB, device ${device.inUse}`;
  return `${date.slice(0, 10)}, ${on}, load ${load.toFixed(1)}${quick ? ", a quick run" : ""}`;
}

/** A table that is opened by a click; Markdown inside HTML wants an empty line around it. */
const folded = (summary: string, figures: readonly Figure[], rates: Pick<Rates, "floor">): string => `<details><summary>${summary}</summary>\n\n${figureTable(figures, rates)}\n\n</details>`;
