import assert from "node:assert/strict";
import path from "node:path";
import type { Finding, ListingPicture } from "../../../../../src/protocol/notes/note";
import type { TextRange } from "../../../../../src/protocol/tokens";
import { Models } from "../../../../../src/runtime/models";
import { runStatement } from "../../../../../src/runtime/notes/runStatement";
import { cpuOnly, never } from "../../starter";

const MODELS = path.join(__dirname, "../../../../../models");
const TEXT = "Once upon a time, there was a little cat named Tom. Tom had a red ball.";
const ID = "spans-are-filled-behind-sentinels";

describe("Spans that were chosen with several cursors", () => {
  let models: Models;
  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });
  const put = async (spans: readonly TextRange[], { id = ID, text = TEXT }: { readonly id?: string; readonly text?: string | null } = {}): Promise<Finding> =>
    runStatement({ id, text, documents: [], spans, settings: {}, known: {} }, await models.load(path.join(MODELS, "starter-t5"), never), never);
  const span = (words: string): TextRange => ({ start: TEXT.indexOf(words), end: TEXT.indexOf(words) + words.length });

  it("leave the text, each behind a sentinel, and nothing else does", async () => {
    const { settings, pictures } = await put([span("little cat"), span("red")]);
    assert.equal(settings["spans"], "chosen");
    const [corrupted, fillings] = pictures as readonly ListingPicture[];
    const [input, target] = corrupted?.rows.map(row => String(row[2])) ?? [];
    assert.match(input ?? "", /there was a\s*<extra_id_0>\s*named Tom. Tom had a\s*<extra_id_1>\s*ball/);
    assert.match(target ?? "", /^<extra_id_0>\s*little cat\s*<extra_id_1>\s*red/);
    assert.deepEqual(fillings?.rows.map(row => String(row[1]).trim()), ["little cat", "red"]);
  });

  it("are told with what they take out, not with what would have drawn others", async () => {
    const { settings, pictures } = await put([span("little cat"), span("red")]);
    const [corrupted] = pictures as readonly ListingPicture[];
    const [read, said] = corrupted?.rows.map(row => Number(row[1])) ?? [];
    // Both sides hold two sentinels and an end, and the target one sentinel more where it closes with one.
    const taken = Number(settings["tokens"]) - ((read ?? 0) - 3);
    assert.ok(taken > 2 && taken < (said ?? 0));
    assert.equal(settings["density"], Number((taken / Number(settings["tokens"])).toFixed(2)));
    assert.equal(settings["span"], taken / 2);
    assert.equal(settings["repetitions"], 1);
    assert.equal(settings["seed"], "none");
  });

  it("take whole tokens along of which they hold a part", async () => {
    const { start } = span("little");
    const { pictures } = await put([{ start: start + 1, end: start + 2 }]);
    const [, fillings] = pictures as readonly ListingPicture[];
    assert.equal(fillings?.rows.length, 1);
    // "little" is of several tokens, and its second letter of one with its neighbour.
    assert.match(String(fillings?.rows[0]?.[1]), /^l?it/);
  });

  it("are refused where they cannot be", async () => {
    await assert.rejects(put([{ start: 0, end: TEXT.length }]), { code: "input-invalid", message: /All of the text/ });
    await assert.rejects(put([span("red"), span("little cat")]), { code: "input-invalid", message: /in order and apart/ });
    await assert.rejects(put([{ start: 3, end: 3 }]), { code: "input-invalid" });
    await assert.rejects(put([{ start: 0, end: TEXT.length + 1 }]), { code: "input-invalid" });
    await assert.rejects(put([{ start: 0, end: 4 }], { text: null }), { code: "input-invalid" });
    await assert.rejects(put([span("red")], { id: "attention-is-local" }), { code: "input-invalid", message: /takes no spans/ });
  });
});
