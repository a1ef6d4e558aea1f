import { fork, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from "vscode-jsonrpc/node";
import type { DeviceReport } from "../protocol/models";
import { Problem } from "../protocol/problem";
import { client, type Client } from "../protocol/rpc";
import { runtimeContract, runtimeEvents, type RuntimeLog } from "../protocol/runtimeContract";
import { DisposableStore } from "./disposableStore";

/** What a process of the runtime tells without being asked. */
export interface RuntimeListener {
  log(entry: RuntimeLog): void;
  deviceChanged(report: DeviceReport): void;
}

/** Lines of the process's output that go into the log with the problem when it dies. */
const LAST_LINES = 20;

/** Linux's C library else keeps what large arrays took once they are freed (measured: 150 MB after three models): with this, unloading gives it back. */
export const MEMORY_ENVIRONMENT = { MALLOC_MMAP_THRESHOLD_: "1048576" } as const;

/** One process of the runtime, from its fork to its end. It is never started again: a new one takes its place. */
export class RuntimeInstance {
  readonly client: Client<typeof runtimeContract>;
  /** Settles, always successfully, with what ended the process; everything still asked of it is rejected by then. */
  readonly ended: Promise<Problem>;
  readonly #child: ChildProcess;
  readonly #owned = new DisposableStore();
  readonly #lastLines: string[] = [];
  #death: Problem | null = null;
  #killedFor: string | null = null;

  constructor(script: string, environment: NodeJS.ProcessEnv, listener: RuntimeListener) {
    this.#child = fork(script, [], {
      env: { ...MEMORY_ENVIRONMENT, ...environment },
      // The host's own flags (an inspector's port) are not for the child.
      execArgv: [],
      serialization: "advanced",
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#owned.add({ dispose: () => this.#child.kill("SIGKILL") });
    const connection = this.#owned.add(createMessageConnection(new IPCMessageReader(this.#child), new IPCMessageWriter(this.#child)));
    this.#owned.add(connection.onNotification(runtimeEvents.log, (entry: RuntimeLog) => listener.log(entry)));
    this.#owned.add(connection.onNotification(runtimeEvents.deviceChanged, (report: DeviceReport) => listener.deviceChanged(report)));
    this.#owned.add(connection.onError(([error]) => listener.log({ level: "warn", message: `Connection with the runtime: ${error.message}` })));
    this.#readLines(listener);
    this.client = client(connection, runtimeContract);
    connection.listen();
    this.ended = new Promise(resolve => {
      const end = (how: string): void => resolve(this.#end(how));
      // Not "exit": what the process said last may still be on its way then.
      this.#child.once("close", (code, signal) => end(signal === null ? `exit code ${code}` : `signal ${signal}`));
      this.#child.once("error", error => end(error.message));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What ended the process; null while it lives. */
  get death(): Problem | null {
    return this.#death;
  }

  /** Whether the process can still be asked: false from the moment its channel breaks, which may be before its end. */
  get alive(): boolean {
    return this.#death === null && this.#child.connected && this.#killedFor === null;
  }

  /** Ends the process at once; native code in the middle of a run is no obstacle. */
  kill(why: string): void {
    this.#killedFor ??= why;
    this.#child.kill("SIGKILL");
  }

  /** Whether it was ended on purpose, by {@link kill}. */
  get killed(): boolean {
    return this.#killedFor !== null;
  }

  #end(how: string): Problem {
    this.#death ??= new Problem("runtime-exited", this.#killedFor ?? `The runtime process ended unexpectedly (${how}); it starts anew when it is needed.`, {
      remedy: "Run it again.",
      detail: this.#lastLines.join("\n"),
    });
    this.#owned.dispose();
    return this.#death;
  }

  #readLines(listener: RuntimeListener): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue;
      const lines = createInterface({ input: stream });
      lines.on("line", line => {
        this.#lastLines.push(line);
        this.#lastLines.splice(0, this.#lastLines.length - LAST_LINES);
        listener.log({ level: stream === this.#child.stderr ? "warn" : "info", message: line });
      });
    }
  }
}
