import assert from "node:assert/strict";
import path from "node:path";
import type { Finding, NoteSettings, Verdict } from "../../../../src/protocol/notes/note";
import { NOTES, statementOf, type StatementId } from "../../../../src/protocol/notes/catalogue";
import { Models } from "../../../../src/runtime/models";
import { runStatement, statementIds } from "../../../../src/runtime/notes/runStatement";
import { cpuOnly, never } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");
const GOLDENS = path.join(__dirname, "../../../golden/reference");

/** What is expected of a statement: where, the verdict, and the figure within `within` of it. */
interface Expected {
  readonly model: string;
  readonly verdict: Verdict;
  readonly figure?: number;
  readonly within?: number;
}

/** Figures as measured on the embedded models and the notes' sample; where a statement promises sameness, its bound. */
const EXPECTED: Readonly<Record<StatementId, readonly Expected[]>> = {
  "attention-is-a-set-operation": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-marian", verdict: "holds", figure: 0, within: 1e-5 },
  ],
  "variance-grows-with-width": [
    { model: "starter-llama", verdict: "holds", figure: 1.39, within: 0.02 },
    { model: "starter-marian", verdict: "holds", figure: 1.92, within: 0.02 },
  ],
  "scaling-keeps-attention-soft": [
    { model: "starter-llama", verdict: "holds", figure: 3.4, within: 0.02 },
    { model: "starter-ul2", verdict: "not-applicable" },
  ],
  "first-tokens-are-attention-sinks": [
    { model: "starter-gpt", verdict: "holds", figure: 0.44, within: 0.01 },
    { model: "starter-bert-shaw", verdict: "fails", figure: 0.01, within: 0.01 },
  ],
  "positions-carry-the-order": [
    { model: "starter-llama", verdict: "holds", figure: 0.973, within: 0.002 },
    { model: "starter-ul2", verdict: "holds", figure: 0.279, within: 0.002 },
  ],
  "only-distances-count": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-4 },
    { model: "starter-bert-shaw", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-gpt2", verdict: "not-applicable" },
  ],
  "rotations-keep-lengths": [
    { model: "starter-llama", verdict: "holds", figure: 0, within: 1e-5 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
  "no-token-sees-the-future": [
    { model: "starter-gpt2", verdict: "holds", figure: 0, within: 1e-6 },
    { model: "starter-bert", verdict: "not-applicable" },
    { model: "starter-t5", verdict: "not-applicable" },
  ],
  "output-matrix-is-the-embedding": [
    { model: "starter-llama", verdict: "holds", figure: 0.197, within: 0.001 },
    { model: "golden:t5-v1_1-gated-gelu", verdict: "fails" },
    { model: "golden:bert-cls", verdict: "not-applicable" },
  ],
  "norms-in-front-let-the-stream-grow": [
    { model: "starter-llama", verdict: "holds", figure: 48.6, within: 0.5 },
    { model: "starter-gpt", verdict: "not-applicable" },
  ],
};

describe("The notes' statements", () => {
  let models: Models;
  const put = async (id: string, model: string, more: { text?: string; settings?: NoteSettings; signal?: AbortSignal } = {}): Promise<Finding> => {
    const folder = model.startsWith("golden:") ? path.join(GOLDENS, model.slice("golden:".length)) : path.join(MODELS, model);
    const { text = null, settings = {}, signal = never } = more;
    return runStatement({ id, text, settings }, await models.load(folder, never), signal);
  };

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  for (const id of statementIds() as StatementId[]) {
    for (const { model, verdict, figure, within = 0 } of EXPECTED[id]) {
      it(`${id}: ${verdict} for ${model}`, async () => {
        const found = await put(id, model);
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
