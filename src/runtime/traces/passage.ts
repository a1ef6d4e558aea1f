import type { AttentionPane } from "../../protocol/attention";
import type { Token } from "../../protocol/tokens";
import type { AttentionKind } from "../model/slices";
import type { TracedRun } from "./tracedRun";

/** One attention of a pass: the layers of a run, and whether its tokens read each other or the encoder's. */
export interface AttentionOf {
  readonly run: TracedRun;
  readonly kind: AttentionKind;
}

/** A pass of a whole model as views see it: of its one stack, or of the encoder and the decoder that reads it. */
export class Passage {
  constructor(
    readonly main: TracedRun,
    readonly encoder: TracedRun | null,
  ) {}

  /** What there is to look at, and under which name requests ask for it; `id` is the whole pass's. */
  panes(id: string): (AttentionOf & { readonly pane: AttentionPane })[] {
    const { main, encoder } = this;
    if (!encoder) return [{ run: main, kind: "self", pane: paneOf(id, "self", main, main.tokens, "source", "source") }];
    return [
      { run: encoder, kind: "self", pane: paneOf(`${id}/encoder`, "encoder", encoder, encoder.tokens, "source", "source") },
      { run: main, kind: "self", pane: paneOf(`${id}/decoder`, "decoder", main, main.tokens, "target", "target") },
      { run: main, kind: "cross", pane: { ...paneOf(`${id}/cross`, "cross", main, encoder.tokens, "target", "source"), mask: "every token of the source" } },
    ];
  }

  get runs(): readonly TracedRun[] {
    return this.encoder ? [this.encoder, this.main] : [this.main];
  }

  /** Bytes that the pass keeps. */
  get bytes(): number {
    return this.runs.reduce((sum, run) => sum + run.bytes, 0);
  }

  /** Ends the pass after the step under way. */
  stop(): void {
    for (const run of this.runs) run.stop();
  }
}

function paneOf(run: string, kind: AttentionPane["kind"], { recipe, tokens, mask }: TracedRun, keys: readonly Token[], queriesOf: "source" | "target", keysOf: "source" | "target"): AttentionPane {
  const { layers, heads } = recipe.config;
  return { run, kind, layers, heads, queries: tokens, keys, queriesOf, keysOf, mask: mask.about, prefix: kind === "self" && recipe.mask.opens ? (mask.prefix ?? 0) : null, prefixLm: kind === "self" && recipe.mask.opens === "as trained" };
}
