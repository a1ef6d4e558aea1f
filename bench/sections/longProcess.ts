import { TracedRun } from "../../src/runtime/traces/tracedRun";
import { glanceAt } from "../../src/runtime/traces/glance";
import { lineOf } from "../../src/runtime/traces/lines";
import { Tiles } from "../../src/runtime/traces/tiles";
import { TILE } from "../../src/protocol/attention";
import { LoadedModel } from "../../src/runtime/model/loadedModel";
import { openModel } from "../../src/runtime/model/openModel";
import { spreadIds } from "../models/ids";
import { answerParent } from "../runtime/askProcess";
import { chosenDevices } from "../runtime/chosenDevices";
import type { DeviceName } from "../../src/protocol/models";

/** What is asked about one long text, in the order given. */
export type LongAsk =
  | { readonly kind: "trace"; readonly folder: string; readonly device: DeviceName; readonly script: string; readonly tokens: number; readonly keptCache?: number }
  | { readonly kind: "picture" | "row"; readonly layer: number; readonly head: number }
  /** All heads of a layer; taken back after `cancelAfter` milliseconds where that is given. */
  | { readonly kind: "summary"; readonly layer: number; readonly cancelAfter?: number };
/** Milliseconds that it took: of what was cancelled, from then on. */
export type LongAnswer = number;

let run: TracedRun | null = null;

answerParent<LongAsk, LongAnswer>(async ask => {
  const started = performance.now();
  if (ask.kind === "trace") {
    const open = await openModel(ask.folder);
    const model = await LoadedModel.load(open, await chosenDevices(ask.device, ask.script));
    run = new TracedRun(model, { ids: spreadIds(ask.tokens, open.recipe.config.vocabulary), ...(ask.keptCache !== undefined && { keptCache: ask.keptCache }) });
    await run.finished;
    return performance.now() - started;
  }
  if (!run) throw new Error("There is no run yet.");
  const of = { run, kind: "self" } as const;
  const never = new AbortController().signal;
  const place = { run: "", layer: ask.layer, weighting: "raw" } as const;
  switch (ask.kind) {
    case "picture": {
      const level = Math.max(0, Math.ceil(Math.log2(run.ids.length / TILE)));
      await new Tiles().tile(of, { ...place, head: ask.head, level, row: 0, column: 0 }, never);
      return performance.now() - started;
    }
    case "row":
      await lineOf(of, { ...place, head: ask.head, token: run.ids.length - 1, direction: "reads" }, never);
      return performance.now() - started;
    case "summary": {
      const { cancelAfter } = ask;
      if (cancelAfter === undefined) {
        await glanceAt(of, 0, ask.layer, never);
        return performance.now() - started;
      }
      const abort = new AbortController();
      let cancelled = NaN;
      const timer = setTimeout(() => {
        cancelled = performance.now();
        abort.abort();
      }, cancelAfter);
      await glanceAt(of, 0, ask.layer, abort.signal).then(() => clearTimeout(timer), () => undefined);
      return performance.now() - cancelled;
    }
  }
});
