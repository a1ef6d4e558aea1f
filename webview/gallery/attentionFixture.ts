import { createMessageConnection, ResponseError } from "vscode-jsonrpc/browser";
import type { AttentionShown } from "../../src/protocol/attention";
import { attentionHost, attentionPage } from "../../src/protocol/attentionPage";
import { Cancelled, Problem } from "../../src/protocol/problem";
import { type Client, client, serve } from "../../src/protocol/rpc";
import { hostOver, type PageHost, streamsOver } from "../ui/host";
import { type AttentionCase, withPrefix, withTarget } from "./attentionCases";
import { portPair } from "./portPair";
import { SyntheticAttention } from "./syntheticAttention";

/** What the page told the extension's stand-in, for tests and for the strip that stands for the editor. */
export interface Told {
  readonly call: string;
  readonly params: unknown;
}

/** The extension's stand-in: answers the page from made-up attention, over the same transport as in VS Code. */
export interface AttentionFixture {
  readonly host: PageHost<typeof attentionHost, typeof attentionPage>;
  /** The page, as the extension calls it. */
  readonly page: Client<typeof attentionPage>;
  readonly told: readonly Told[];
}

/** A stand-in for `fixture`; each answer takes `latency` milliseconds, as it might in VS Code. */
export function attentionFixture(fixture: AttentionCase, latency: number, heard: (told: Told) => void): AttentionFixture {
  if (fixture.width !== undefined) document.body.style.maxWidth = `${fixture.width}px`;
  let shown = fixture.shown;
  let panes: readonly SyntheticAttention[] = [];
  const attentionOf = (pane: number): SyntheticAttention => {
    const found = panes[pane];
    if (!found) throw new Problem("run-gone", `The run has no pane ${pane}.`);
    return found;
  };
  const setShown = (next: AttentionShown) => {
    shown = next;
    panes = next.run.panes.map(pane => new SyntheticAttention(pane));
  };
  setShown(shown);
  const [near, far] = portPair();
  const { reader, writer } = streamsOver(far);
  const connection = createMessageConnection(reader, writer);
  const page = client(connection, attentionPage);
  const told: Told[] = [];
  const note = (call: string, params: unknown) => {
    told.push({ call, params });
    heard({ call, params });
    return null;
  };
  const later = async (signal: AbortSignal) => {
    await new Promise<void>(resolve => {
      setTimeout(resolve, latency);
    });
    if (signal.aborted) throw new Cancelled();
  };
  serve<typeof attentionHost>(
    connection,
    {
      ready: () => {
        if (fixture.begins === "shown") return shown;
        // Told after the answer to `ready`, as the extension does: a page that is not ready hears nothing.
        queueMicrotask(() => void (fixture.problem ? page.failed(fixture.problem) : page.progress({ message: "Loading story-llama: 31 of 48 MB", fraction: 0.64 })));
        return null;
      },
      glances: async (_, { signal, emit }) => {
        let milliseconds = 0;
        for (const [number, { layers, heads, queries }] of shown.run.panes.entries()) {
          for (let layer = 0; layer < layers; layer++) {
            await later(signal);
            emit(attentionOf(number).glance(number, layer, heads));
          }
          milliseconds += 0.071 * queries.length * layers;
        }
        return { milliseconds };
      },
      tile: async (request, { signal }) => {
        await later(signal);
        return attentionOf(request.pane).tile(request);
      },
      line: async (request, { signal }) => {
        await later(signal);
        return attentionOf(request.pane).line(request);
      },
      mask: ({ pane }) => attentionOf(pane).maskRows(),
      scaling: async (request, { signal }) => {
        await later(signal);
        return attentionOf(request.pane).scaling(request);
      },
      markToken: params => note("markToken", params),
      tintTokens: params => note("tintTokens", params),
      chose: params => note("chose", params),
      setPrefix: params => {
        setTimeout(() => {
          setShown(withPrefix(shown, params.prefix));
          void page.show(shown);
        }, latency * 8);
        return note("setPrefix", params);
      },
      setTarget: params => {
        setTimeout(() => {
          setShown(withTarget(shown, params.target));
          void page.show(shown);
        }, latency * 8);
        return note("setTarget", params);
      },
      runAgain: params => {
        setTimeout(() => void page.show({ ...shown, stale: false }), latency * 8);
        return note("runAgain", params);
      },
      cancel: params => note("cancel", params),
      remedy: params => note("remedy", params),
      copy: params => note("copy", params),
    },
    (code, message, data) => new ResponseError(code, message, data),
  );
  connection.listen();
  const key = "model-lens-gallery";
  const memory = {
    restore: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? "null"),
    keep: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  return { host: hostOver<typeof attentionHost, typeof attentionPage>(near, attentionHost, memory), page, told };
}
