import assert from "node:assert/strict";
import path from "node:path";
import { tokenLoss } from "../../../../../src/runtime/commands/loss";
import { traceCase } from "../../../../../src/runtime/commands/trace";
import { Models, type Loaded } from "../../../../../src/runtime/models";
import { denoised, denoisedBlindly, lossesBySpan, markLoss, wordLoss } from "../../../../../src/runtime/notes/spans/denoising";
import { sentinelsOf } from "../../../../../src/runtime/notes/spans/spanModel";
import { corrupted } from "../../../../../src/runtime/notes/spans/spanNoise";
import { cpuOnly, never, TEXT } from "../../starter";
import { checkResumes } from "../sweep";

const MODELS = path.join(__dirname, "../../../../../models");

describe("Filling in spans", () => {
  let models: Models;
  let t5: Loaded;
  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
    t5 = await models.load(path.join(MODELS, "starter-t5"), never);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("scores the words and the sentinels as the command line's loss does", async () => {
    const given = { loaded: t5, signal: never };
    const ids = (await t5.tokenizer().encodePlain(TEXT)).map(({ id }) => id);
    const noise = ids.map((_, index) => index % 9 === 4 || index % 9 === 5);
    const { read, vocabulary } = t5.model.open.recipe.config;
    const sentinels = await sentinelsOf(given, 8);
    const made = corrupted(ids, noise, sentinels, read.id("eos_token_id"));
    const decoder = { ids: [[read.id("decoder_start_token_id"), ...made.target.slice(0, -1)]] };
    const isMark = (id: number): boolean => sentinels.includes(id) || id === read.id("eos_token_id");
    const blind = [...sentinels.slice(0, made.spans.length), read.id("eos_token_id")];
    for (const [source, denoising] of [[made.source, await denoised(given, made)], [blind, await denoisedBlindly(given, made)]] as const) {
      const traced = await traceCase(t5.model, { name: "case", choices: 1, ids: [[...source]], decoder }, { only: ["logits"], taps: [], signal: never });
      const logits = traced.get("case.logits")!.data as Float32Array;
      const words = tokenLoss([logits], [made.target.map(id => (isMark(id) ? -100 : id))], vocabulary);
      const marks = tokenLoss([logits], [made.target.map(id => (isMark(id) ? id : -100))], vocabulary);
      assert.ok(Math.abs(wordLoss(denoising) - words) < 1e-4);
      assert.ok(Math.abs(markLoss(denoising) - marks) < 1e-4);
      assert.deepEqual(lossesBySpan(denoising).map(({ length }) => length), made.spans.map(({ from, to }) => to - from));
    }
  });

  it("says how many sentinels there are where a text would need more", async () => {
    await assert.rejects(sentinelsOf({ loaded: t5 }, 200), { code: "input-invalid", message: /200 spans need as many sentinels, and the vocabulary has \d+\.$/ });
  });

  it("goes on where a run was stopped, and lists what was taken out and filled in", async () => {
    const finding = await checkResumes({ id: "spans-are-filled-behind-sentinels", loaded: t5, settings: { repetitions: 3, density: 0.3, seed: 4 } }, 2);
    const [sides, fillings] = finding.pictures;
    assert.ok(sides?.kind === "listing" && fillings?.kind === "listing");
    const [input, target] = sides.rows.map(row => String(row[2]));
    let text = input!;
    for (const [sentinel, taken] of fillings.rows) {
      assert.ok(target!.includes(`${sentinel}${taken}`));
      text = text.replace(String(sentinel), () => String(taken));
    }
    assert.match(text, /^Once upon a time, .* red ball again."\n<\/s>$/s);
  });
});
