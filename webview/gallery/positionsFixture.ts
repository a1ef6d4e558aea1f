import { createMessageConnection, ResponseError } from "vscode-jsonrpc/browser";
import { positionsHost, positionsPage } from "../../src/protocol/positionsPage";
import { Cancelled, Problem } from "../../src/protocol/problem";
import { type Client, client, serve } from "../../src/protocol/rpc";
import { hostOver, type PageHost, streamsOver } from "../ui/host";
import { portPair } from "./portPair";
import type { PositionsCase } from "./positionsCases";
import { syntheticByDistance, syntheticWhatIf } from "./syntheticMeasured";

/** The extension's stand-in: answers the positions page with what is made up, over the same transport as in VS Code. */
export interface PositionsFixture {
  readonly host: PageHost<typeof positionsHost, typeof positionsPage>;
  /** The page, as the extension calls it. */
  readonly page: Client<typeof positionsPage>;
}

/** A stand-in for `fixture`; each answer takes `latency` milliseconds, as it might in VS Code. */
export function positionsFixture({ positions, layers, heads, text, problem }: PositionsCase, latency: number): PositionsFixture {
  const [near, far] = portPair();
  const { reader, writer } = streamsOver(far);
  const connection = createMessageConnection(reader, writer);
  const later = async (signal: AbortSignal): Promise<void> => {
    await new Promise<void>(resolve => {
      setTimeout(resolve, latency);
    });
    if (signal.aborted) throw new Cancelled();
  };
  const stack = (pane: number) => positions.stacks[pane] ?? positions.stacks[0]!;
  const chosen = () => {
    if (text === null) throw new Problem("text-empty", "No text was selected for this panel.", { remedy: "Select text in an editor and show positions again." });
    return text;
  };
  serve<typeof positionsHost>(
    connection,
    {
      ready: () => null,
      describe: async (_, { signal }) => {
        await later(signal);
        if (problem) throw Problem.fromData(problem);
        return positions;
      },
      text: () => text && { source: text.source, excerpt: text.excerpt },
      run: async (_, { signal }) => {
        await later(signal);
        const { tokens, total } = chosen();
        return { tokens, total, panes: positions.stacks.map((one, pane) => ({ pane, kind: one.stack === "model" ? ("self" as const) : one.stack, layers, heads })) };
      },
      byDistance: async ({ pane, layer, head }, { signal }) => {
        await later(signal);
        const { kind, stack: name } = stack(pane);
        return syntheticByDistance({ kind, layer, head, heads, tokens: chosen().tokens, past: name !== "encoder" && kind !== "relative" });
      },
      whatIf: async ({ change }, { signal, emit }) => {
        emit({ message: "Comparing", fraction: 0.5 });
        await later(signal);
        return syntheticWhatIf(change, stack(0).kind, { ...chosen(), context: positions.context });
      },
      remedy: () => null,
      copy: () => null,
    },
    (code, message, data) => new ResponseError(code, message, data),
  );
  const page = client(connection, positionsPage);
  connection.listen();
  const key = "model-lens-gallery-positions";
  const memory = {
    restore: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? "null"),
    keep: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  return { host: hostOver<typeof positionsHost, typeof positionsPage>(near, positionsHost, memory), page };
}
