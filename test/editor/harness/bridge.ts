import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Driver } from "./driver";

/** What the suite's process asks of the runner's beside driving windows. */
export interface RunnerCalls {
  /** A line of the report. */
  print(line: string): void;
  finished(count: { passed: number; failed: number }): void;
  /** Opens another window of the same VS Code, with the extension and without a suite; resolves to its number. */
  openWindow(folder: string): Promise<number>;
}

/** One call over the bridge. `window` is absent for the runner's own calls. */
export interface BridgeCall {
  readonly window?: number;
  readonly method: string;
  readonly parameters: readonly unknown[];
}

/** A small HTTP server on loopback by which a suite in the extension host drives the windows it runs in. */
export interface Bridge {
  /** Goes to the suite in the environment: address and token. */
  readonly address: string;
  /** When it was last called, on `performance.now()`'s clock. */
  readonly lastCall: () => number;
  close(): void;
}

/** Starts the bridge. `windows` may grow while it runs. */
export async function openBridge(windows: readonly Driver[], calls: RunnerCalls): Promise<Bridge> {
  const token = randomBytes(16).toString("hex");
  let last = performance.now();
  const answer = async ({ window, method, parameters }: BridgeCall): Promise<unknown> => {
    const target = window === undefined ? calls : windows[window];
    const called: unknown = target && Reflect.get(target, method);
    if (typeof called !== "function") throw new Error(`The bridge has no call ${method}.`);
    // JSON has no undefined: an option that was left out arrives as null.
    return await Reflect.apply(
      called,
      target,
      parameters.map(parameter => parameter ?? undefined),
    );
  };
  const server = createServer((request, response) => {
    last = performance.now();
    if (request.headers.authorization !== `Bearer ${token}`) return void response.writeHead(403).end();
    void bodyOf(request)
      .then(body => answer(JSON.parse(body) as BridgeCall))
      .then(
        result => ({ result }),
        (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
      )
      .then(reply => response.end(JSON.stringify(reply)));
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}#${token}`,
    lastCall: () => last,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
