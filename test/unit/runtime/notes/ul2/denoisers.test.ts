import assert from "node:assert/strict";
import path from "node:path";
import { seededRandom } from "../../../../../src/runtime/decoding/random";
import { Models, type Loaded } from "../../../../../src/runtime/models";
import { corruptedFor, denoised, wordLoss } from "../../../../../src/runtime/notes/spans/denoising";
import { DENOISERS, noiseOf } from "../../../../../src/runtime/notes/ul2/denoisers";
import { modesOf } from "../../../../../src/runtime/notes/ul2/modes";
import { cpuOnly, never, TEXT } from "../../starter";
import { checkResumes } from "../sweep";

const MODELS = path.join(__dirname, "../../../../../models");

describe("UL2's denoisers", () => {
  let models: Models;
  let ul2: Loaded;
  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
    ul2 = await models.load(path.join(MODELS, "starter-ul2"), never);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("take out what the published settings say", () => {
    // 512 tokens, as in the paper: tokens and spans worked out by hand.
    const expected = { "15 % in spans of 3": [77, 26], "15 % in spans of 8": [77, 10], "the last 25 %": [128, 1], "50 % in spans of 3": [256, 85], "50 % in spans of 8": [256, 32], "15 % in spans of 64": [77, 1], "50 % in spans of 64": [256, 4] };
    assert.deepEqual(DENOISERS.map(({ kind }) => kind).join(""), "RRSXXXX");
    for (const denoiser of DENOISERS) {
      const noise = noiseOf(denoiser, 512, seededRandom(0));
      const spans = noise.filter((taken, index) => taken && !noise[index - 1]).length;
      assert.deepEqual([noise.filter(Boolean).length, spans], expected[denoiser.name as keyof typeof expected], denoiser.name);
      assert.equal(noise[0], false);
      if (denoiser.kind === "S") assert.equal(noise.indexOf(true), 384);
    }
    for (const denoiser of DENOISERS) assert.deepEqual(noiseOf(denoiser, 2, seededRandom(0)), [false, true]);
  });

  it("have modes where the model was trained with them", async () => {
    const { R, S, X } = await modesOf({ loaded: ul2 });
    for (const { name, ids } of [R, S, X]) {
      assert.equal(ids.length, 1);
      assert.equal(ul2.tokenizer().token(ids[0]!).piece, name);
    }
    const t5 = await models.load(path.join(MODELS, "starter-t5"), never);
    assert.deepEqual((await modesOf({ loaded: t5 })).R, { name: "", ids: [] });
  });

  it("are tried under every mode on the same gaps, and go on where a run was stopped", async () => {
    const finding = await checkResumes({ id: "mode-tokens-switch-denoisers", loaded: ul2, text: TEXT, settings: { repetitions: 2, seed: 3 } }, 4);
    const [table] = finding.pictures;
    assert.ok(table?.kind === "table");
    const [losses] = table.sheets.map(({ values }) => values);
    assert.equal(losses!.length, DENOISERS.length * 3);
    // The sequential one, again by itself.
    const given = { loaded: ul2, signal: never };
    const ids = (await ul2.tokenizer().encodePlain(TEXT)).map(({ id }) => id);
    const made = await corruptedFor(given, ids, ids.map((_, index) => index >= ids.length - Math.round(ids.length * 0.25)));
    const modes = await modesOf(given);
    for (const [column, kind] of (["R", "S", "X"] as const).entries()) {
      assert.ok(Math.abs(losses![2 * 3 + column]! - wordLoss(await denoised(given, made, modes[kind].ids))) < 1e-4);
    }
    // The figure: of each kind, its own mode against the better of the others.
    const byKind = [[0, 1], [2], [3, 4, 5, 6]].map(rows => [0, 1, 2].map(mode => rows.reduce((sum, row) => sum + losses![row * 3 + mode]!, 0) / rows.length));
    const worst = Math.max(...byKind.map((row, own) => row[own]! - Math.min(...row.filter((_, mode) => mode !== own))));
    assert.ok(Math.abs(finding.figure! - worst) < 1e-5);
  });

  it("list inputs, targets and losses of all seven", async () => {
    const finding = await checkResumes({ id: "one-model-learns-three-denoisers", loaded: ul2, text: TEXT, settings: { repetitions: 2 } }, 3);
    const [listing] = finding.pictures;
    assert.ok(listing?.kind === "listing");
    assert.deepEqual(listing.rows.map(([kind, setting]) => `${kind}, ${setting}`), DENOISERS.map(({ kind, name }) => `${kind}, ${name}`));
    const least = Math.min(...listing.rows.map(row => Number(row[5]) - Number(row[4])));
    assert.ok(Math.abs(least - finding.figure!) < 1e-9);
    for (const [kind, , mode, , , , , input] of listing.rows) {
      assert.equal(mode, `[${kind}]`);
      assert.ok(String(input).startsWith(String(mode)));
    }
  });
});
