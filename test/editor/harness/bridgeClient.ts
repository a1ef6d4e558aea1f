import type { BridgeCall, RunnerCalls } from "./bridge";
import type { Driver } from "./driver";

/** The environment variable by which the runner tells the suite where the bridge is. */
export const BRIDGE_VARIABLE = "MODEL_LENS_TEST_BRIDGE";

async function ask(call: BridgeCall): Promise<unknown> {
  const [address, token] = (process.env[BRIDGE_VARIABLE] ?? "").split("#");
  if (!address || !token) throw new Error(`${BRIDGE_VARIABLE} is not set: start the suites by "npm run test:editor".`);
  const response = await fetch(address, { method: "POST", headers: { authorization: `Bearer ${token}` }, body: JSON.stringify(call) });
  const reply = (await response.json()) as { result?: unknown; error?: string };
  if (reply.error !== undefined) throw new Error(reply.error);
  return reply.result;
}

type Method = (...parameters: never[]) => unknown;

/** Calls a window's driver in the runner's process. */
export async function drive<M extends { [K in keyof Driver]: Driver[K] extends Method ? K : never }[keyof Driver]>(
  window: number,
  method: M,
  ...parameters: Parameters<Driver[M]>
): Promise<Awaited<ReturnType<Driver[M]>>> {
  return (await ask({ window, method, parameters })) as Awaited<ReturnType<Driver[M]>>;
}

/** Calls the runner itself. */
export async function tellRunner<M extends keyof RunnerCalls>(method: M, ...parameters: Parameters<RunnerCalls[M]>): Promise<Awaited<ReturnType<RunnerCalls[M]>>> {
  return (await ask({ method, parameters })) as Awaited<ReturnType<RunnerCalls[M]>>;
}
