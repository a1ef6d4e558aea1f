import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { command } from "../../scripts/command.mjs";
import { setUp } from "../../scripts/install/setUp.mjs";
import { inRoot } from "../../scripts/paths.mjs";
import type { Context } from "../context";
import { summaryOf } from "../measure/summary";
import type { Figure, Section } from "../report/figure";

/** Each is a VS Code of its own. */
const STARTS = 2;
/** Milliseconds of the page's own work in a drawing: half a frame at the median; and so little at worst that nobody waits. */
const GOALS = { median: 8, worst: 50 } as const;

/** What the suite notes by phase, in milliseconds. */
type Noted = Readonly<Record<string, { readonly gaps: readonly number[]; readonly work: readonly number[] }>>;

/** How the generation page moves inside VS Code while beams grow, and while a person walks through them. */
export async function measureFrames({ options }: Context): Promise<Section> {
  await setUp({ systemPackages: true });
  const starts: Noted[] = [];
  for (let start = 0; start < (options.quick ? 1 : STARTS); start++) starts.push(await measureOnce());
  const figures = Object.keys(starts[0] ?? {}).flatMap((phase): Figure[] => {
    const of = (kind: "gaps" | "work"): number[][] => starts.map(noted => [...(noted[phase]?.[kind] ?? [])]);
    return [
      { of: phase, what: "own work of a drawing", unit: "ms", values: summaryOf(of("work").flat()), goal: GOALS.median },
      { of: phase, what: "… 99 % of them are below", unit: "ms", values: summaryOf(of("work").map(worst)), goal: GOALS.worst },
      { of: phase, what: "frame to frame", unit: "ms", values: summaryOf(of("gaps").flat()) },
    ];
  });
  return {
    name: "frames",
    title: "Frames of the generation page",
    notes: ["500 steps of 8 beams of starter-llama inside VS Code, whose browser, extension host and runtime share the machine. Own work: script, and the layout that it waits for, by the clock: what else runs counts."],
    figures,
  };
}

const worst = (samples: readonly number[]): number => samples.toSorted((one, other) => one - other)[Math.floor(samples.length * 0.99)] ?? NaN;

async function measureOnce(): Promise<Noted> {
  const folder = await mkdtemp(path.join(tmpdir(), "model-lens-frames-"));
  const results = path.join(folder, "frames.json");
  try {
    const { code, output } = await command(process.execPath, ["--import", "tsx", inRoot("test/editor/harness/run.ts"), "--grep", "Frames of the generation page"], { capture: true, env: { MODEL_LENS_TIMING_RESULTS: results } });
    if (code !== 0) throw new Error(`The suite in the editor failed.\n${output}`);
    return JSON.parse(await readFile(results, "utf8")) as Noted;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
