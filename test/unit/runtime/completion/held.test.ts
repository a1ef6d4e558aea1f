import assert from "node:assert/strict";
import path from "node:path";
import { completeWhileTyping } from "../../../../src/runtime/commands/complete";
import { Models } from "../../../../src/runtime/models";
import { cpuOnly, never, STARTER } from "../starter";
import { REQUEST } from "./fakes";

const TYPED = "Tom saw a big dog. The dog said hello to the cat, and the cat ran.";

describe("What is held in memory while somebody types", () => {
  for (const [name, folder, caches] of [["starter-llama", STARTER, 1], ["starter-t5", path.join(STARTER, "../starter-t5"), 4]] as const) {
    it(`${name}: of ${TYPED.length} keystrokes no more than of half as many`, async () => {
      const models = new Models(await cpuOnly(), () => undefined, "");
      const loaded = await models.load(folder, never);
      const { card: { context }, model: { open: { recipe: { config } } } } = loaded;
      const { held, keystrokes } = await completeWhileTyping(loaded, "cpu", { ...REQUEST, folder, prefix: "Once upon a time", language: "plaintext", contextTokens: 64, newTokens: 3 }, TYPED);
      const [first, half, last] = held;
      assert.ok(first && half && last && keystrokes.length === TYPED.length + 1);
      assert.deepEqual([first.caches, half.caches, last.caches], [1, caches, caches]);
      assert.ok(half.suggestions <= 32 && last.suggestions <= 32, "as many as can be explained");
      // Twice what a prompt needs, and what is cleared away only once it is much, in buffers that double.
      const bytes = 2 * config.layers * config.kvHeads * config.dHead * Float32Array.BYTES_PER_ELEMENT;
      for (const { cache_bytes } of held) assert.ok(cache_bytes > 0 && cache_bytes <= caches * bytes * 2 * (2 * Math.min(context, 64 + 3) + 256), `${cache_bytes}`);
      await models.unload(folder);
    });
  }
});
