import assert from "node:assert/strict";
import path from "node:path";
import type { Finding, ListingPicture, NoteSettings } from "../../../../src/protocol/notes/note";
import { Models } from "../../../../src/runtime/models";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { matrixOfLayer } from "../../../../src/runtime/traces/patterns";
import { TracedRun } from "../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never, TEXT } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");

describe("The statements on attention", () => {
  let models: Models;
  const load = (model: string) => models.load(path.join(MODELS, model), never);
  const put = async (id: string, model: string, text: string, settings: NoteSettings = {}): Promise<Finding> => runStatement({ id, text, documents: [], settings, known: {} }, await load(model), never);
  const listingOf = ({ pictures }: Finding, id: string): ListingPicture => {
    const found = pictures.find(picture => picture.id === id);
    assert.ok(found?.kind === "listing");
    return found;
  };

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("finds the attention near a token that the whole patterns have", async () => {
    const { model, tokenizer } = await load("starter-bert");
    const run = new TracedRun(model, { ids: (await tokenizer().encode(TEXT)).map(token => token.id) });
    const length = run.ids.length;
    let [near, all] = [0, 0];
    for (let layer = 0; layer < 4; layer++) {
      const pattern = await matrixOfLayer({ run, kind: "self" }, layer, never);
      pattern.forEach((weight, at) => {
        const [query, key] = [Math.floor(at / length) % length, at % length];
        if (query - 3 <= 0 && query + 3 >= length - 1) return;
        all += weight;
        if (Math.abs(query - key) <= 3) near += weight;
      });
    }
    const { figure } = await put("attention-is-local", "starter-bert", TEXT, { window: 3 });
    assert.ok(Math.abs((figure ?? NaN) - near / all) < 1e-4, `${figure} ${near / all}`);
    await assert.rejects(put("attention-is-local", "starter-bert", "Hello", { window: 64 }), { code: "input-invalid", message: /farther than 64/ });
  });

  it("aligns the words of the made-up language with those that they translate", async () => {
    const found = await put("cross-attention-reads-the-input", "starter-marian", "the small king sees every star");
    const { rows } = listingOf(found, "alignment-in-words");
    const written = rows.slice(0, -1).map(([writes, , reads]) => [String(writes), String(reads)] as const);
    assert.equal(written.map(([writes]) => writes).join(""), " setun pirur ve koma ku pemus");
    // king, small, star, sees: a part of each word, while its translation begins.
    const [setun, pirur, koma, pemus] = [" set", " p", " k", " p"];
    for (const [begins, reads] of [[setun, "ing"], [pirur, "all"], [koma, " st"], [pemus, " se"]]) {
      assert.ok(written.some(([writes, read]) => writes === begins && read === reads), `${begins} does not read ${reads}: ${JSON.stringify(rows)}`);
    }
  });
});
