import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { command } from "../../scripts/command.mjs";
import { setUp } from "../../scripts/install/setUp.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import type { Context } from "../context";
import { summaryOf } from "../measure/summary";
import { textOf } from "../models/ids";
import { randomModel } from "../models/randomModel";
import { gpt2Small } from "../models/shapes";
import type { Section } from "../report/figure";

const TOKENS = 512;
/** Each is a VS Code of its own. */
const STARTS = 3;

/** From the command to the picture on the screen, inside VS Code. */
export async function measureEditor({ options }: Context): Promise<Section> {
  const all: Samples = { cold: [], loading: [], warm: [] };
  await setUp({ systemPackages: true });
  for (let start = 0; start < (options.quick ? 1 : STARTS); start++) {
    const samples = await measureOnce();
    for (const name of Object.keys(all) as (keyof Samples)[]) all[name].push(...samples[name]);
  }
  const warm = `${gpt2Small.name}, ${TOKENS} tokens`;
  return {
    name: "editor",
    title: "Inside VS Code",
    notes: [
      "Executing Show Attention → the picture has been painted, seen by a script in the page. The workbench, its extension host and the browser share the machine with the runtime.",
      "Cold: a new window in which nothing of the extension has run; devices are tried, the runtime is started, the page is loaded.",
    ],
    figures: [
      { of: "starter-llama", what: "cold", unit: "ms", values: summaryOf(all.cold), goal: 3000 },
      { of: warm, what: "first time with this model: it is loaded", unit: "ms", values: summaryOf(all.loading) },
      { of: warm, what: "warm", unit: "ms", values: summaryOf(all.warm), goal: 300 },
    ],
  };
}

type Samples = Record<"cold" | "loading" | "warm", number[]>;

async function measureOnce(): Promise<Samples> {
  const folder = await mkdtemp(path.join(tmpdir(), "model-lens-timing-"));
  const results = path.join(folder, "samples.json");
  try {
    const { code, output } = await command(process.execPath, ["--import", "tsx", inRoot("test/editor/harness/run.ts"), "--suites", "test/editor/timing"], {
      capture: true,
      env: { MODEL_LENS_TIMING_RESULTS: results, MODEL_LENS_TIMING_MODEL: await randomModel(gpt2Small), MODEL_LENS_TIMING_TEXT: textOf(TOKENS) },
    });
    if (code !== 0) throw new Error(`The suite in the editor failed.\n${output}`);
    return JSON.parse(await readFile(results, "utf8")) as Samples;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
