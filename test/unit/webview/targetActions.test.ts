import assert from "node:assert/strict";
import type { TargetText } from "../../../src/protocol/attention";
import { Problem } from "../../../src/protocol/problem";
import { HeatMap, tileDemand } from "../../../webview/attention/heatMap";
import { type AttentionHost, pageActions } from "../../../webview/attention/pageActions";
import { TileImages } from "../../../webview/attention/paint/tileImages";
import { initialState, withShown } from "../../../webview/attention/state";
import { Store } from "../../../webview/attention/store";
import { translation } from "./panesOfRun";

/** A page showing a translation, whose host notes the targets that it is given, or refuses them. */
function page(refusal?: Problem) {
  const targets: TargetText[] = [];
  const ask = {
    setTarget: ({ target }: { target: TargetText }) => {
      targets.push(target);
      return refusal ? Promise.reject(refusal) : Promise.resolve(null);
    },
  };
  const store = new Store(withShown(initialState(null), translation(), null), () => undefined);
  const unused = () => Promise.reject(new Error("no tile is asked for"));
  const map = new HeatMap(new TileImages(), tileDemand(unused, { arrive: () => undefined, fail: () => undefined }));
  const actions = pageActions(store, {
    host: { ask } as unknown as AttentionHost,
    map: () => map,
    scrolled: { queries: 0, keys: 0, headTable: 0, tokenTable: 0 },
    changed: () => undefined,
    retry: () => undefined,
    stopGlances: () => undefined,
    tokenTable: () => [],
  });
  return { store, actions, targets };
}

describe("the decoder's text", () => {
  it("runs as it was typed, and shows that it runs", () => {
    const { store, actions, targets } = page();
    actions.draftTarget("La carte \n");
    actions.runTarget();
    assert.deepEqual(targets, [{ from: "typed", text: "La carte \n" }]);
    assert.equal(store.state.activity.kind, "running");
  });

  it("does not run without text, and says so until something is typed", () => {
    const { store, actions, targets } = page();
    for (const empty of ["", "  \n\t"]) {
      actions.draftTarget(empty);
      actions.runTarget();
      assert.equal(store.state.targetMissing, true);
    }
    assert.deepEqual([targets, store.state.activity.kind], [[], "idle"]);
    actions.draftTarget("L");
    assert.equal(store.state.targetMissing, false);
  });

  it("does not run again what ran already, and goes back to it", () => {
    const { store, actions, targets } = page();
    actions.runTarget();
    actions.draftTarget("x");
    actions.draftTarget(null);
    actions.runTarget();
    assert.deepEqual([targets, store.state.targetDraft, store.state.activity.kind], [[], null, "idle"]);
  });

  it("can be generated, whatever has been typed", () => {
    const { store, actions, targets } = page();
    actions.draftTarget("");
    actions.generateTarget();
    assert.deepEqual(targets, [{ from: "generated" }]);
    store.update(state => withShown(state, translation("b"), null));
    assert.deepEqual([store.state.targetDraft, store.state.targetMissing], [null, false]);
  });

  it("lets its pinned token go, and keeps the source's", () => {
    const { store, actions } = page();
    actions.choosePane(2);
    actions.pin(20, "read-by");
    actions.draftTarget("x");
    actions.runTarget();
    assert.equal(store.state.choice.pinned, 20);
    actions.pin(3, "reads");
    actions.runTarget();
    assert.equal(store.state.choice.pinned, null);
  });

  it("stays typed when it was refused, with the reason", async () => {
    const { store, actions } = page(new Problem("input-invalid", "The target is too long."));
    actions.draftTarget("x");
    actions.runTarget();
    await new Promise(setImmediate);
    const { activity, targetDraft } = store.state;
    assert.ok(activity.kind === "failed" && activity.problem.message === "The target is too long.");
    assert.equal(targetDraft, "x");
  });
});
