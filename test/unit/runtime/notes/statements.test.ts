import assert from "node:assert/strict";
import path from "node:path";
import type { Finding, NoteSettings } from "../../../../src/protocol/notes/note";
import { NOTES, statementOf, type StatementId } from "../../../../src/protocol/notes/catalogue";
import { Models } from "../../../../src/runtime/models";
import { runStatement, statementIds } from "../../../../src/runtime/notes/runStatement";
import { cpuOnly, never } from "../starter";
import { ARCHITECTURES_EXPECTED } from "./expected/architectures";
import { ATTENTION_EXPECTED } from "./expected/attention";
import { GENERATING_EXPECTED } from "./expected/generating";
import { GPT_EXPECTED } from "./expected/gpt";
import { GPT2_EXPECTED } from "./expected/gpt2";
import { LLAMA_EXPECTED } from "./expected/llama";
import { LOST_IN_THE_MIDDLE_EXPECTED } from "./expected/lostInTheMiddle";
import { POSITIONS_EXPECTED } from "./expected/positions";
import { ROPE_EXPECTED } from "./expected/rope";
import { T5_EXPECTED } from "./expected/t5";
import { UL2_EXPECTED } from "./expected/ul2";
import type { Expected } from "./expected/expected";

const MODELS = path.join(__dirname, "../../../../models");
const GOLDENS = path.join(__dirname, "../../../golden/reference");

/** What is expected of each statement, chapter by chapter. */
const EXPECTED: Readonly<Record<StatementId, readonly Expected[]>> = {
  ...ATTENTION_EXPECTED,
  ...POSITIONS_EXPECTED,
  ...GPT_EXPECTED,
  ...GPT2_EXPECTED,
  ...T5_EXPECTED,
  ...UL2_EXPECTED,
  ...ARCHITECTURES_EXPECTED,
  ...LOST_IN_THE_MIDDLE_EXPECTED,
  ...ROPE_EXPECTED,
  ...LLAMA_EXPECTED,
  ...GENERATING_EXPECTED,
};

describe("The notes' statements", () => {
  let models: Models;
  const put = async (id: string, model: string, more: { text?: string; settings?: NoteSettings; signal?: AbortSignal } = {}): Promise<Finding> => {
    const folder = model.startsWith("golden:") ? path.join(GOLDENS, model.slice("golden:".length)) : path.join(MODELS, model);
    const { text = null, settings = {}, signal = never } = more;
    return runStatement({ id, text, documents: [], settings, known: {} }, await models.load(folder, never), signal);
  };

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  for (const id of statementIds() as StatementId[]) {
    for (const { model, verdict, figure, within = 0, ...more } of EXPECTED[id]) {
      it(`${id}: ${verdict} for ${model}`, async () => {
        const found = await put(id, model, more);
        assert.equal(found.verdict, verdict, found.says);
        assert.equal(found.statement, statementOf(id)?.statement);
        assert.equal(found.measured, statementOf(id)?.measured);
        assert.ok(found.says.endsWith("."));
        if (verdict === "not-applicable") assert.equal(found.figure, null);
        else assert.ok(Number.isFinite(found.figure));
        if (figure !== undefined) assert.ok(Math.abs((found.figure ?? NaN) - figure) <= within, `${found.figure}: ${found.says}`);
      });
    }
  }

  it("runs on the text and with the options that were chosen, and says so", async () => {
    const own = await put("first-tokens-are-attention-sinks", "starter-llama", { text: "A cat saw a dog, and the dog saw a cat.", settings: { share: 0.95 } });
    assert.equal(own.verdict, "fails");
    assert.equal(own.settings["share"], 0.95);
    assert.equal(own.settings["text"], "chosen");
    assert.equal((await put("first-tokens-are-attention-sinks", "starter-llama")).settings["text"], "sample");
    const [picture] = own.pictures;
    assert.ok(picture?.kind === "table");
    assert.equal(picture.sheets[0]?.values.length, picture.rows.at.length * picture.columns.at.length);
    assert.ok(Math.abs(Math.max(...(picture.sheets[0]?.values ?? [])) - (own.figure ?? NaN)) < 1e-6);
  });

  it("says what is wrong with a request", async () => {
    await assert.rejects(put("no-such-statement", "starter-llama"), { code: "input-unknown", message: /no-such-statement/ });
    await assert.rejects(put("constructor", "starter-llama"), { code: "input-unknown" });
    await assert.rejects(put("only-distances-count", "starter-llama", { settings: { by: 3 } }), { code: "input-invalid", message: /no option by: it has shift/ });
    await assert.rejects(put("only-distances-count", "starter-llama", { settings: { shift: 0 } }), { code: "input-invalid", message: /from 1 to 512/ });
    await assert.rejects(put("only-distances-count", "starter-llama", { settings: { shift: 2.5 } }), { code: "input-invalid" });
    await assert.rejects(put("only-distances-count", "starter-llama", { settings: { shift: "far" } }), { code: "input-invalid" });
    await assert.rejects(put("variance-grows-with-width", "starter-llama", { text: "" }), { code: "text-empty" });
  });

  it("stops when it is taken back", async () => {
    const abort = new AbortController();
    abort.abort();
    for (const id of ["variance-grows-with-width", "attention-is-a-set-operation"]) {
      await assert.rejects(put(id, "starter-llama", { signal: abort.signal }), { name: "Cancelled" });
    }
  });

  it("has ids of its own, a paper and a measure for each", () => {
    const ids = statementIds();
    assert.equal(new Set(ids).size, ids.length);
    for (const { statements } of NOTES) {
      for (const { statement, measured, paper } of statements) {
        assert.match(statement, /\.$/);
        assert.match(measured, /\.$/);
        assert.match(paper.title, /\d{4}, /);
        assert.match(paper.url, /^https:\/\//);
      }
    }
  });
});
