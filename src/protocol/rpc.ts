import { Cancelled, isProblemData, Problem } from "./problem";

declare const types: unique symbol;
/** A request with parameters `P`, a result `R` and, on the way, any number of items `I`. */
export interface Call<P, R, I> {
  readonly [types]?: readonly [P, R, I];
}
/** Declares a request: `call<Params, Result>()`, or `call<Params, Result, Item>()` when items arrive before the result. */
export const call = <P, R, I = never>(): Call<P, R, I> => ({});

// `any` only lets every Call be a member; params, results and items are recovered below.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Contract = Readonly<Record<string, Call<any, any, any>>>;

/** What a caller may add to a request. */
export interface Asked<I> {
  readonly signal?: AbortSignal;
  /** Receives each item as it arrives, before the promise settles. */
  readonly onItem?: (item: I) => void;
}
/** What a handler is given beside the parameters. */
export interface Asking<I> {
  readonly signal: AbortSignal;
  readonly emit: (item: I) => void;
}

/** The callable side of a contract. */
export type Client<C extends Contract> = {
  readonly [M in keyof C]: C[M] extends Call<infer P, infer R, infer I> ? (params: P, asked?: Asked<I>) => Promise<R> : never;
};
/** The answering side of a contract. */
export type Handlers<C extends Contract> = {
  readonly [M in keyof C]: C[M] extends Call<infer P, infer R, infer I>
    ? (params: P, asking: Asking<I>) => R | Promise<R>
    : never;
};

interface CancelToken {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): { dispose(): void };
}

/** The part of vscode-jsonrpc's MessageConnection that is used, named by shape so that this folder imports nothing. */
export interface Connection {
  sendRequest(method: string, params: unknown, token?: CancelToken): Promise<unknown>;
  onRequest(method: string, handler: (params: never, token: CancelToken) => unknown): { dispose(): void };
  sendNotification(method: string, params: unknown): Promise<void>;
  onNotification(method: string, handler: (params: unknown) => void): { dispose(): void };
}

/** JSON-RPC error codes of this project: a Problem (its data in `data`), and a request that its caller took back. */
const PROBLEM = -32_050;
const CANCELLED = -32_800;
const ITEMS = "$/items";

interface Wrapped {
  readonly id: number;
  readonly params: unknown;
}
/** Items of one request, in their order. */
interface Items {
  readonly id: number;
  readonly items: readonly unknown[];
}


/**
 * The caller's half of `contract` over `connection`. A rejected promise holds a {@link Problem} or {@link Cancelled}.
 * Make one client per connection and contract: it owns the items' channel.
 */
export function client<C extends Contract>(connection: Connection, contract: C): Client<C> {
  let next = 0;
  const listeners = new Map<number, (item: unknown) => void>();
  connection.onNotification(ITEMS, params => {
    const { id, items } = params as Items;
    for (const item of items) listeners.get(id)?.(item);
  });

  const ask = async (method: string, params: unknown, asked: Asked<unknown>): Promise<unknown> => {
    if (asked.signal?.aborted) throw new Cancelled();
    const id = next++;
    if (asked.onItem) listeners.set(id, asked.onItem);
    try {
      const wrapped: Wrapped = { id, params };
      // An argument that is present but undefined would make the library send both as a list of parameters.
      return await (asked.signal ? connection.sendRequest(method, wrapped, tokenOf(asked.signal)) : connection.sendRequest(method, wrapped));
    } catch (error) {
      throw understood(error, asked.signal);
    } finally {
      listeners.delete(id);
    }
  };
  const entries = Object.keys(contract).map(method => [method, (params: unknown, asked: Asked<unknown> = {}) => ask(method, params, asked)]);
  return Object.fromEntries(entries) as Client<C>;
}

/** Answers `contract` on `connection` with `handlers`; whatever they throw crosses as a Problem or as a cancellation. */
export function serve<C extends Contract>(
  connection: Connection,
  handlers: Handlers<C>,
  /** Makes the error object that the connection's library puts on the wire (its `ResponseError`). */
  errorOf: (code: number, message: string, data: unknown) => Error,
  /** Items that follow each other within so many milliseconds go together: a page is not to be buried in messages. */
  togetherMs = 0,
): void {
  for (const [method, handler] of Object.entries(handlers) as [string, (params: unknown, asking: Asking<unknown>) => unknown][]) {
    connection.onRequest(method, async ({ id, params }: Wrapped, token) => {
      const abort = new AbortController();
      const listening = token.onCancellationRequested(() => abort.abort());
      if (token.isCancellationRequested) abort.abort();
      const batch = batched(async items => connection.sendNotification(ITEMS, { id, items } satisfies Items), togetherMs);
      try {
        const result = await handler(params, { signal: abort.signal, emit: batch.add });
        batch.flush();
        return result === undefined ? null : result;
      } catch (error) {
        batch.flush();
        if (error instanceof Cancelled || abort.signal.aborted) throw errorOf(CANCELLED, "Cancelled", undefined);
        const problem = Problem.from(error);
        throw errorOf(PROBLEM, problem.message, problem.toData());
      } finally {
        listening.dispose();
      }
    });
  }
}

/** Sends the first item at once, and those that follow it closely together. */
function batched(send: (items: readonly unknown[]) => Promise<void>, togetherMs: number): { readonly add: (item: unknown) => void; readonly flush: () => void } {
  let waiting: unknown[] = [];
  let timer: unknown = null;
  const flush = (): void => {
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    // Whoever is gone by now needs no items; the request itself tells its handler so.
    send(items).catch(() => undefined);
  };
  const later = (): void => {
    timer = null;
    if (waiting.length === 0) return;
    flush();
    timer = setTimeout(later, togetherMs);
  };
  const add = (item: unknown): void => {
    waiting.push(item);
    if (timer !== null) return;
    flush();
    if (togetherMs > 0) timer = setTimeout(later, togetherMs);
  };
  return { add, flush };
}

function tokenOf(signal: AbortSignal): CancelToken {
  return {
    get isCancellationRequested() {
      return signal.aborted;
    },
    onCancellationRequested(listener) {
      signal.addEventListener("abort", listener, { once: true });
      return { dispose: () => signal.removeEventListener("abort", listener) };
    },
  };
}

function understood(error: unknown, signal: AbortSignal | undefined): Error {
  if (error instanceof Error && "code" in error && error.code === CANCELLED) return new Cancelled();
  if (signal?.aborted) return new Cancelled();
  if (error instanceof Error && "data" in error && isProblemData(error.data)) return Problem.fromData(error.data);
  return Problem.from(error);
}
