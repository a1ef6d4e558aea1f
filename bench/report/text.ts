import type { Rates } from "../floors/rates";
import type { Machine } from "../machine";
import { boundOf } from "./bound";
import { betterOf, isMet, type Figure, type Section } from "./figure";
import { goalText, numberText } from "./numbers";

/** The machine in a few lines. */
export function machineText(machine: Machine): string {
  const others = machine.device.findings.filter(({ name }) => name !== machine.device.inUse).map(({ name, reason }) => `${name}: ${reason}`);
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB · ${machine.system} · Node ${machine.node} · ONNX Runtime ${machine.onnxRuntime}`,
    `Device in use: ${machine.device.inUse}${others.length > 0 ? ` (${others.join("; ")})` : ""} · load before the run: ${machine.loadBefore.toFixed(1)}`,
  ].join("\n");
}

/** What the floors go by. */
export function ratesText(rates: Rates): string {
  const memory = rates.bytesPerSecond === null ? "" : `, ${(rates.bytesPerSecond / 1e9).toFixed(1)} GB/s read from memory`;
  return `Floors go by the best rates of this run: ${(rates.operationsPerSecond / 1e9).toFixed(0)} GFLOP/s in float32 matrix products${memory}.`;
}

/** A section as a table. */
export function sectionText(section: Section, rates: Rates): string {
  const head = [`\n## ${section.title}`, ...section.notes.map(note => `   ${note}`)];
  if (section.skipped !== undefined) return [...head, `   Skipped: ${section.skipped}`].join("\n");
  const lines = [["", "median", "least … most", "rounds", "peer", "ours to theirs", "floor", "× floor", "goal"], ...section.figures.map(figure => cells(figure, rates))];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map(line => line[column]!.length)));
  let of = "";
  const body = lines.flatMap((line, i) => {
    const text = line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join("  ");
    const figure = section.figures[i - 1];
    if (!figure || figure.of === of) return [text];
    of = figure.of;
    return [`${of}`, text];
  });
  return [...head, ...body].join("\n");
}

function cells(figure: Figure, rates: Rates): string[] {
  const { what, unit, values, cost, floor, peer } = figure;
  const number = (value: number): string => numberText(value, unit);
  const bound = boundOf(figure, rates);
  const why = cost ? (rates.floor(cost).by === "operations" ? `${si(cost.operations)}FLOP` : `${si(cost.bytes)}B`) : floor?.why;
  return [
    `  ${what}`,
    `${number(values.median)} ${unit}`,
    `${number(values.min)} … ${number(values.max)}`,
    String(values.rounds),
    peer ? `${number(peer.values.median)} (${peer.name})` : "",
    peer ? `${numberText(peer.ratio.median, "×")} ×` : "",
    bound === null ? "" : `${number(bound)} ${unit}${why === undefined ? "" : ` (${why})`}`,
    bound !== null && bound > 0 ? (values.median / bound).toFixed(2) : "",
    goalText(figure, betterOf(figure), isMet(figure)),
  ];
}

/** 96,400,000,000 → "96.4 G". */
function si(value: number): string {
  const [factor, prefix] = value >= 1e9 ? [1e9, "G"] : value >= 1e6 ? [1e6, "M"] : [1e3, "k"];
  return `${(value / factor).toPrecision(3)} ${prefix}`;
}
