import assert from "node:assert/strict";
import path from "node:path";
import { LOST_IN_THE_MIDDLE } from "../../../../src/protocol/notes/lostInTheMiddle";
import type { StatementAbout } from "../../../../src/protocol/notes/note";
import { T5 } from "../../../../src/protocol/notes/t5";
import { UL2 } from "../../../../src/protocol/notes/ul2";
import { Cancelled } from "../../../../src/protocol/problem";
import { Models } from "../../../../src/runtime/models";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { cpuOnly, never } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");
const STATEMENTS: readonly StatementAbout[] = [...LOST_IN_THE_MIDDLE, ...T5, ...UL2];

describe("Statements of Lost in the Middle, T5 and UL2", () => {
  it("stop when they are taken back, at once or at the first thing that they tell", async () => {
    const models = new Models(await cpuOnly(), () => undefined, MODELS);
    for (const { id, embedded } of STATEMENTS) {
      const loaded = await models.load(path.join(MODELS, embedded), never);
      for (const atOnce of [true, false]) {
        const abort = new AbortController();
        if (atOnce) abort.abort();
        let points = 0;
        const running = runStatement({ id, text: null, documents: [], settings: {}, known: {} }, loaded, abort.signal, ({ kind }) => {
          if (kind === "point") points++;
          abort.abort();
        });
        await assert.rejects(running, (error: unknown) => error instanceof Cancelled, id);
        assert.ok(points <= (atOnce ? 0 : 1), `${id} goes on: ${points} points`);
      }
    }
    for (const folder of await models.folders()) await models.unload(folder);
  });
});
