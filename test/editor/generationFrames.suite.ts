import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { closeAll } from "./attentionPanel";
import { choose, enter, generation as page, press, runsOn, trace } from "./generationPanel";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const STEPS = 500;
const BEAMS = 8;
const PRESSED = 120;

/** Milliseconds from frame to frame, and of the page's own work in each drawing. */
interface Frames {
  readonly gaps: readonly number[];
  readonly work: readonly number[];
}

/** How the page moves with much on it; the figures are printed, not judged: they are the machine's, too. */
describe("Frames of the generation page", () => {
  before(closeAll);
  after(closeAll);

  it(`grows and is walked through with ${STEPS} steps of ${BEAMS} beams`, async function () {
    this.timeout(300_000);
    const all: Record<string, Frames> = {};
    await trace();
    await choose("Method", "Beam search");
    await enter("num_beams", String(BEAMS));
    await enter("max_new_tokens", String(STEPS));
    await choose("Add an option", "min_new_tokens");
    await enter("min_new_tokens", String(STEPS));
    await begin();
    await press("Run again");
    await eventually("it is done", async () => {
      const [run] = await runsOn(page);
      return (run?.status === "done" || run?.status === "failed") && (await page.text(".facts")).includes(`${STEPS} steps`);
    }, 200_000);
    all["growing"] = await noted();
    for (const [name, where, key] of [["stepping in the text", ".ribbon", "ArrowLeft"], ["walking in the tree", "canvas[data-picture='tree']", "ArrowLeft"]] as const) {
      await page.focus(where);
      await begin();
      for (let at = 0; at < PRESSED; at++) await workbench.press(key);
      all[name] = await noted();
    }
    await begin();
    for (let at = 0; at < 60; at++) await page.wheel("canvas[data-picture='tree']", { x: 60, y: 60 }, { x: at < 30 ? -120 : 120, y: 0 });
    all["scrolling the tree"] = await noted();
    await begin();
    for (let at = 0; at < 60; at++) await page.wheel(".ribbon", { x: 60, y: 10 }, { x: 0, y: at < 30 ? -80 : 80 });
    all["scrolling the text"] = await noted();
    assert.equal((await runsOn(page))[0]?.status, "done");
    // What the suite prints of a test is its title.
    if (this.test) this.test.title += Object.entries(all).map(([name, frames]) => `\n        ${name}: ${inWords(frames)}`).join("");
    const results = process.env["MODEL_LENS_TIMING_RESULTS"];
    if (results !== undefined) writeFileSync(results, JSON.stringify(all));
  });
});

/** What the page notes of its drawings. */
type Noted = Window & { times?: number[]; work?: number[]; asked?: typeof requestAnimationFrame };

/** Begins to note when frames come and how long the page's own work in each takes. */
const begin = (): Promise<void> =>
  page.evaluate(() => {
    const noted = window as Noted;
    noted.times = [];
    noted.work = [];
    if (noted.asked) return;
    const asked = (noted.asked = window.requestAnimationFrame.bind(window));
    window.requestAnimationFrame = run =>
      asked(time => {
        const started = performance.now();
        run(time);
        noted.work?.push(performance.now() - started);
      });
    const frame = (time: number): void => {
      noted.times?.push(time);
      asked(frame);
    };
    asked(frame);
  }, undefined);

/** What was noted since. */
async function noted(): Promise<Frames> {
  const { times, work } = await page.evaluate(() => {
    const { times: frames, work: own } = window as Noted;
    return { times: frames ?? [], work: own ?? [] };
  }, undefined);
  return { gaps: times.slice(1).map((time, at) => time - (times[at] ?? time)), work };
}

/** Median and 99 % of both. */
function inWords({ gaps, work }: Frames): string {
  const of = (values: readonly number[], share: number): string => (values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN).toFixed(1);
  return `frame to frame ${of(gaps, 0.5)} ms (99 %: ${of(gaps, 0.99)} ms, ${gaps.length} frames); own work ${of(work, 0.5)} ms (99 %: ${of(work, 0.99)} ms, ${work.length} drawings)`;
}
