import type { Rates } from "../floors/rates";
import type { Machine } from "../machine";
import type { Figure, Section } from "./figure";

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
  const lines = [["", "median", "least … most", "rounds", "floor", "× floor", "goal"], ...section.figures.map(figure => cells(figure, rates))];
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

function cells({ what, unit, values, cost, floor, goal }: Figure, rates: Rates): string[] {
  const number = (value: number): string => (unit === "×" ? value.toFixed(3) : value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0));
  const least = cost && rates.floor(cost);
  const floorText =
    cost && least
      ? `${number(least.milliseconds)} ms (${least.by === "operations" ? `${si(cost.operations)}FLOP` : `${si(cost.bytes)}B`})`
      : floor
        ? `${number(floor.value)} ${unit} (${floor.why})`
        : "";
  const least0 = least?.milliseconds ?? floor?.value;
  return [
    `  ${what}`,
    `${number(values.median)} ${unit}`,
    `${number(values.min)} … ${number(values.max)}`,
    String(values.rounds),
    floorText,
    least0 !== undefined && least0 > 0 ? (values.median / least0).toFixed(2) : "",
    goal === undefined ? "" : `≤ ${goal} ${unit} ${values.median <= goal ? "met" : "MISSED"}`,
  ];
}

/** 96,400,000,000 → "96.4 G". */
function si(value: number): string {
  const [factor, prefix] = value >= 1e9 ? [1e9, "G"] : value >= 1e6 ? [1e6, "M"] : [1e3, "k"];
  return `${(value / factor).toPrecision(3)} ${prefix}`;
}
