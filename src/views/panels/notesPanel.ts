import { randomUUID } from "node:crypto";
import { env, EventEmitter, Uri, type WebviewPanel } from "vscode";
import { ResponseError } from "vscode-jsonrpc/node";
import { type NoteExport, type notesHost, notesPage, type NoteShown } from "../../protocol/notesPage";
import type { Finding, NoteItem, NoteLook, NoteSettings } from "../../protocol/notes/note";
import type { Progress } from "../../protocol/models";
import { Cancelled, Problem, type ProblemData } from "../../protocol/problem";
import { type Asking, client, serve, type Client, type Handlers } from "../../protocol/rpc";
import { DisposableStore, type Disposes } from "../disposableStore";
import { chooseForNotes } from "../notes/chooseForNotes";
import type { Notes } from "../notes/notes";
import { targetKey } from "../notes/noteTarget";
import { noteTitle } from "../notes/noteTitle";
import { logged } from "./logged";
import { pageConnection, type PageConnection } from "./pageConnection";
import { pageHtml } from "./pageHtml";

/** What the panel works with. */
export interface NotesPanelServices {
  readonly notes: Notes;
  readonly extensionUri: Uri;
  /** Whether anything may be run. */
  trusted(): boolean;
  /** Throws `workspace-untrusted` where nothing may be. */
  checkAllowed(): void;
  look(look: NoteLook, shown: NoteShown): Promise<void>;
  openView(shown: NoteShown): Promise<void>;
  export(wanted: NoteExport, shown: NoteShown): Promise<void>;
  /** Logs what was thrown; null when it was a cancellation. */
  pageProblem(thrown: unknown): ProblemData | null;
  remedy(code: ProblemData["code"]): Promise<void>;
}

type RunItem = NoteItem | ({ readonly kind: "loading" } & Progress);

/** Problems after which running again is what helps. */
const RUN_AGAIN: readonly ProblemData["code"][] = ["run-gone", "runtime-exited", "device-failed"];

/** The panel of the notes: it shows the statement that was chosen last. */
export class NotesPanel implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #disposed = this.#owned.add(new EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  #page: { readonly connection: PageConnection; readonly client: Client<typeof notesPage> } | null = null;
  /** Statements that this life of the page runs itself: what changes of them it hears as an answer. */
  readonly #running = new Set<string>();
  /** The page has chosen what changes now. */
  #byPage = false;

  constructor(
    readonly panel: WebviewPanel,
    private readonly services: NotesPanelServices,
  ) {
    const { webview } = panel;
    const files = Uri.joinPath(services.extensionUri, "dist", "webview");
    const media = Uri.joinPath(services.extensionUri, "media");
    panel.iconPath = { light: Uri.joinPath(media, "notes-light.svg"), dark: Uri.joinPath(media, "notes-dark.svg") };
    webview.options = { enableScripts: true, localResourceRoots: [files] };
    this.#entitle();
    this.#owned.add(webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(panel.onDidDispose(() => this.#close()));
    this.#owned.add(services.notes.onDidChange(id => this.#told(id)));
    webview.html = pageHtml(
      { name: "notes", title: "Notes" },
      {
        cspSource: webview.cspSource,
        nonce: randomUUID().replaceAll("-", ""),
        script: webview.asWebviewUri(Uri.joinPath(files, "notes.js")).toString(),
        style: webview.asWebviewUri(Uri.joinPath(files, "notes.css")).toString(),
        panel: "notes",
      },
    );
  }

  dispose(): void {
    this.panel.dispose();
  }

  #close(): void {
    this.#page?.connection.dispose();
    this.#disposed.fire();
    this.#owned.dispose();
  }

  #entitle(): void {
    const { about } = this.services.notes.shown(false) ?? {};
    this.panel.title = about === undefined ? "Notes" : `Notes: ${noteTitle(about)}`;
  }

  /** Something of a statement has changed, or, without an id, of all. */
  #told(id: string | undefined): void {
    const { shown } = this.services.notes.choice;
    if (this.#byPage || (id !== undefined && (id !== shown || this.#running.has(id)))) return;
    this.#entitle();
    this.#page?.client.shownChanged(null).catch(() => undefined);
  }

  /** Each load of the page begins with "ready" and gets a connection of its own; what an earlier one ran goes on. */
  #receive(message: unknown): void {
    if (typeof message === "object" && message !== null && "method" in message && message.method === "ready") {
      this.#page?.connection.dispose();
      this.#running.clear();
      const connection = pageConnection(this.panel.webview);
      this.#page = { connection, client: client(connection.connection, notesPage) };
      serve<typeof notesHost>(connection.connection, this.#handlers(), (code, text, data) => new ResponseError(code, text, data));
    }
    this.#page?.connection.accept(message);
  }

  #handlers(): Handlers<typeof notesHost> {
    const { services } = this;
    const { notes } = services;
    return {
      ready: () => null,
      shown: () => this.#shown(),
      run: ({ settings }, asking) => logged(services, this.#run(settings, asking)),
      forgetPoints: () => (notes.forgetPoints(this.#shown().about.id), null),
      choose: async ({ what }) => {
        services.checkAllowed();
        await logged(services, chooseForNotes(what, notes, this.#shown().about));
        return null;
      },
      look: async ({ look }) => {
        services.checkAllowed();
        await logged(services, services.look(look, this.#shown()));
        return null;
      },
      openView: async () => {
        services.checkAllowed();
        await logged(services, services.openView(this.#shown()));
        return null;
      },
      openPaper: async () => (await env.openExternal(Uri.parse(this.#shown().about.paper.url)), null),
      export: async wanted => (await logged(services, services.export(wanted, this.#shown())), null),
      copy: async ({ text }) => (await env.clipboard.writeText(text), null),
      remedy: async ({ code }) => {
        // The page joins what is begun here.
        if (RUN_AGAIN.includes(code)) notes.runs.run(notes.target(this.#shown().about.id)).catch((error: unknown) => services.pageProblem(error));
        else await services.remedy(code);
        return null;
      },
    };
  }

  #shown(): NoteShown {
    const shown = this.services.notes.shown(this.services.trusted());
    if (shown === null) throw new Problem("input-unknown", "No statement of the notes is chosen.", { remedy: "Choose one in the Notes view." });
    return shown;
  }

  /** Runs what is shown; a page that goes to another statement meanwhile takes back its question, not the run. */
  async #run(settings: NoteSettings, { signal, emit }: Asking<RunItem>): Promise<Finding> {
    this.services.checkAllowed();
    const { notes } = this.services;
    const { id } = this.#shown().about;
    this.#running.add(id);
    const stop = new AbortController();
    try {
      this.#byPage = true;
      notes.choice.setSettings(id, settings);
      this.#byPage = false;
      const target = notes.target(id);
      const left = new Promise<never>((_, reject) => {
        signal.addEventListener("abort", () => {
          const now = notes.choice.shown === id ? notes.choice.targetOf(id) : null;
          if (now !== null && targetKey(now) === targetKey(target)) stop.abort();
          else reject(new Cancelled());
        });
      });
      return await Promise.race([notes.runs.run(target, { signal: stop.signal, onItem: emit }), left]);
    } finally {
      this.#running.delete(id);
    }
  }
}
