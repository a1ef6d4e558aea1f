import { createMessageConnection, ResponseError } from "vscode-jsonrpc/browser";
import { notesHost, notesPage, type NoteShown } from "../../src/protocol/notesPage";
import { Cancelled } from "../../src/protocol/problem";
import { type Client, client, serve } from "../../src/protocol/rpc";
import { hostOver, type PageHost, streamsOver } from "../ui/host";
import type { NotesCase } from "./notesCases";
import { portPair } from "./portPair";
import { syntheticSweep } from "./syntheticNotes";

/** The extension's stand-in: answers the notes page with what is made up, over the same transport as in VS Code. */
export interface NotesFixture {
  readonly host: PageHost<typeof notesHost, typeof notesPage>;
  /** The page, as the extension calls it. */
  readonly page: Client<typeof notesPage>;
  /** What the page has asked for, in its order. */
  readonly told: readonly string[];
}

/** Points of a sweep that goes on until it is stopped. */
const POINTS = 7;

/** A stand-in for `fixture`; each answer takes `latency` milliseconds, as it might in VS Code. */
export function notesFixture({ shown: first, finding }: NotesCase, latency: number): NotesFixture {
  const [near, far] = portPair();
  const { reader, writer } = streamsOver(far);
  const connection = createMessageConnection(reader, writer);
  const told: string[] = [];
  let shown: NoteShown = first;
  const page = client(connection, notesPage);
  const change = (next: Partial<NoteShown>): void => {
    shown = { ...shown, ...next };
    void page.shownChanged(null);
  };
  const note = (what: string, details: unknown = ""): null => {
    told.push(`${what} ${JSON.stringify(details)}`);
    return null;
  };
  const later = async (signal: AbortSignal): Promise<void> => {
    await new Promise<void>(resolve => {
      setTimeout(resolve, latency);
    });
    if (signal.aborted) throw new Cancelled();
  };
  const untilStopped = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(new Cancelled()), { once: true });
    });
  serve<typeof notesHost>(
    connection,
    {
      ready: () => null,
      shown: async (_, { signal }) => {
        await later(signal);
        return shown;
      },
      run: async ({ settings }, { signal, emit }) => {
        note("run", settings);
        try {
          emit({ kind: "loading", message: "Loading the model", fraction: 0.2 });
          for (let point = 1; point <= POINTS; point++) {
            await later(signal);
            emit({ kind: "point", key: String(point), values: [point] });
            emit({ kind: "progress", message: "Measuring", fraction: point / 11 });
            emit({ kind: "pictures", pictures: [syntheticSweep(point)] });
          }
          if (!finding) return await untilStopped(signal);
          change({ settings, result: { kind: "found", finding }, points: 0, running: false, saved: null });
          return finding;
        } catch (error) {
          change({ settings, points: POINTS, running: false });
          throw error;
        }
      },
      forgetPoints: () => {
        change({ points: 0 });
        return note("forgetPoints");
      },
      choose: ({ what }) => {
        if (what === "embedded") change({ model: { folder: `/models/${shown.about.embedded}`, name: shown.about.embedded, embedded: true }, result: null });
        if (what === "sample") change({ text: null, result: null });
        return note("choose", what);
      },
      look: ({ look }) => note("look", look.title),
      openView: () => note("openView"),
      openPaper: () => note("openPaper"),
      export: what => note("export", what),
      copy: ({ text }) => note("copy", text),
      remedy: ({ code }) => note("remedy", code),
    },
    (code, message, data) => new ResponseError(code, message, data),
  );
  connection.listen();
  const key = "model-lens-gallery-notes";
  const memory = {
    restore: (): unknown => JSON.parse(sessionStorage.getItem(key) ?? "null"),
    keep: (state: unknown) => sessionStorage.setItem(key, JSON.stringify(state)),
  };
  return { host: hostOver<typeof notesHost, typeof notesPage>(near, notesHost, memory), page, told };
}
