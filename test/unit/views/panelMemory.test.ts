import assert from "node:assert/strict";
import { LONGEST_TEXT, PanelMemories, type PanelMemory } from "../../../src/views/panels/panelMemory";

const memory: PanelMemory = { document: "file:///a.txt", folder: "/m", range: { start: 1, end: 4 }, text: "abc", choice: null };

function memories(): { made: () => PanelMemories; kept: Map<string, unknown> } {
  const kept = new Map<string, unknown>();
  const store = {
    get: <T>(key: string): T | undefined => kept.get(key) as T | undefined,
    update: (key: string, value: unknown) => {
      kept.set(key, structuredClone(value));
      return Promise.resolve();
    },
  };
  return { made: () => new PanelMemories(store, "panels"), kept };
}

describe("panel memories", () => {
  it("recalls in another session what was remembered, and forgets", () => {
    const { made } = memories();
    made().remember("one", memory);
    made().remember("two", { ...memory, folder: "/n" });
    assert.deepEqual(made().recall("one"), memory);
    assert.equal(made().recall("two")?.folder, "/n");
    made().forget("one");
    assert.equal(made().recall("one"), undefined);
    assert.equal(made().recall("two")?.folder, "/n");
  });

  it("keeps the last twenty, the newest state of each", () => {
    const { made } = memories();
    for (let index = 0; index < 25; index++) made().remember(`panel ${index}`, memory);
    assert.equal(made().recall("panel 4"), undefined);
    made().remember("panel 5", { ...memory, text: "new" });
    assert.equal(made().recall("panel 5")?.text, "new");
    assert.deepEqual(made().recall("panel 24"), memory);
  });

  it("keeps what another kind of panel needs, apart from the first kind's", () => {
    const { made, kept } = memories();
    made().remember("one", memory);
    const store = { get: <T>(key: string): T | undefined => kept.get(key) as T | undefined, update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)) };
    const others = new PanelMemories<{ readonly source: string; readonly text: string }>(store, "others");
    others.remember("/m", { source: "a.txt:1", text: "abc" });
    assert.deepEqual(others.recall("/m"), { source: "a.txt:1", text: "abc" });
    assert.equal(others.recall("one"), undefined);
    assert.deepEqual(made().recall("one"), memory);
  });

  it("does not keep half a text", () => {
    const { made } = memories();
    made().remember("one", memory);
    made().remember("one", { ...memory, text: "x".repeat(LONGEST_TEXT + 1) });
    assert.equal(made().recall("one"), undefined);
  });
});
