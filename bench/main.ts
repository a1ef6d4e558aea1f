// npm run bench: what the runtime costs, beside the least that it could. See --help.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { loadavg } from "node:os";
import { inRoot } from "../scripts/paths.mjs";
import { Problem } from "../src/protocol/problem";
import type { Context } from "./context";
import { Rates } from "./floors/rates";
import { machineFacts } from "./machine";
import { benchCache } from "./models/randomModel";
import { gpt2Small, llama110 } from "./models/shapes";
import { helpText, readOptions, type BenchOptions } from "./options";
import type { Section } from "./report/figure";
import { writeOutput, writeReport } from "./report/json";
import { markdownOf } from "./report/markdown";
import { Readme, type SectionBlock } from "./report/readme";
import { readmeTable } from "./report/readmeTable";
import { recordsOf } from "./report/records";
import { machineText, ratesText, sectionText } from "./report/text";
import { chosenDevices } from "./runtime/chosenDevices";
import { SECTIONS } from "./sections/sections";

const README = inRoot("README.md");
const QUICK_ROUNDS = 3;
/** A quick run begins no further section after this: the longest of them takes less than the rest of its five minutes. */
const QUICK_MS = 230_000;

async function bench(options: BenchOptions): Promise<void> {
  // Before anything is measured: where there is no place for the figures is known now.
  const readme = options.readme ? await Readme.open(README, chosen(options)) : null;
  const script = inRoot("dist/runtime.js");
  if (!existsSync(script)) throw new Error(`${script} is not there: run "npm run build" first.`);
  if (options.fresh) await rm(benchCache(), { recursive: true, force: true });
  const started = performance.now();
  const date = new Date().toISOString();
  const devices = await chosenDevices(options.device, script);
  const machine = await machineFacts(await devices.report());
  console.log(machineText(machine));
  const context: Context = {
    options,
    devices,
    script,
    shapes: options.quick ? [gpt2Small] : [gpt2Small, llama110],
    rounds: usual => (options.quick ? Math.min(usual, QUICK_ROUNDS) : usual),
    lengths: (shape, usual) => (options.quick || shape !== gpt2Small.name ? usual.slice(0, 1) : usual),
  };
  const rates = await Rates.on(options.device);
  const sections: Section[] = [];
  const loads = new Map<string, number>();
  const blockOf = (section: Section): SectionBlock => ({ name: section.name, text: section.skipped === undefined ? readmeTable(section, rates, { date, machine, load: loads.get(section.name) ?? NaN, quick: options.quick }) : null });
  for (const name of chosen(options)) {
    const begun = performance.now();
    if (options.quick && begun - started > QUICK_MS) {
      sections.push({ name, title: name, notes: [], figures: [], skipped: "a quick run had no time left for it." });
    } else {
      const load = loadavg()[0] ?? NaN;
      sections.push(await SECTIONS[name]!(context).catch((error: unknown) => failed(name, error)));
      loads.set(name, load);
      await rates.sample();
      console.error(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    }
    // At once, by the best rates so far: a run takes long, and may not reach its end.
    console.log(sectionText(sections.at(-1)!, rates));
    await readme?.write(sections.map(blockOf)).catch(fail);
  }
  // By the best rates of the whole run, floors of earlier sections may be lower.
  await readme?.write(sections.map(blockOf)).catch(fail);
  console.log(`\n${ratesText(rates)}\nLoad after the run: ${(loadavg()[0] ?? NaN).toFixed(1)}.`);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`${seconds} s in all. Figures: ${await writeReport(inRoot("out/bench"), { date, seconds, options, machine, sections }, rates)}`);
  if (options.output !== null) {
    const written = await writeOutput(options.output, recordsOf(sections, rates), markdownOf(date, machine, sections, rates));
    console.log(`Records and table: ${written.join(", ")}`);
  }
  await rates.dispose();
}

/** The sections that were asked for. */
const chosen = ({ only }: Pick<BenchOptions, "only">): string[] => Object.keys(SECTIONS).filter(name => only.length === 0 || only.includes(name));

/** One section that fails takes no other with it, but the run has failed. */
function failed(name: string, error: unknown): Section {
  fail(error);
  return { name, title: name, notes: [], figures: [], skipped: `it failed: ${error instanceof Error ? error.message : String(error)}` };
}

const names = Object.keys(SECTIONS);
try {
  const options = readOptions(process.argv.slice(2), names);
  if (options.help) console.log(helpText(names));
  else void bench(options).catch(fail);
} catch (error) {
  // What was typed is wrong: where in the code that was noticed helps nobody.
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function fail(error: unknown): void {
  if (error instanceof Problem) console.error(`${error.message} ${error.remedy ?? ""}`);
  else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
  process.exitCode = 1;
}
