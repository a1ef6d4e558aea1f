import { randomUUID } from "node:crypto";
import { env, EventEmitter, Uri, type WebviewPanel } from "vscode";
import { ResponseError } from "vscode-jsonrpc/node";
import { type positionsHost, positionsPage, type PositionsText } from "../../protocol/positionsPage";
import { Problem, type ProblemData } from "../../protocol/problem";
import { client, serve, type Client, type Handlers } from "../../protocol/rpc";
import { DisposableStore, type Disposes } from "../disposableStore";
import { AttentionRun, type RunServices } from "./attentionRun";
import { pageConnection, type PageConnection } from "./pageConnection";
import { logged } from "./logged";
import { pageHtml } from "./pageHtml";
import type { PanelMemories } from "./panelMemory";

/** What a panel works with. */
export interface PositionsServices extends RunServices {
  readonly extensionUri: Uri;
  /** The text that each panel looks at, by the folder of its model. */
  readonly memories: PanelMemories<SelectedText>;
  modelName(folder: string): string;
  /** Logs what was thrown; null when it was a cancellation. */
  pageProblem(thrown: unknown): ProblemData | null;
  /** Performs a problem's remedy. */
  remedy(code: ProblemData["code"]): Promise<void>;
}

/** A text that was selected, and where. */
export interface SelectedText {
  readonly source: string;
  readonly text: string;
}

/** Characters of a text that the page shows of it. */
const EXCERPT = 160;

/** One panel that shows how a model knows positions, and what that does to a text. */
export class PositionsPanel implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #disposed = this.#owned.add(new EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  #page: { readonly connection: PageConnection; readonly client: Client<typeof positionsPage> } | null = null;
  #text: { readonly selected: SelectedText; readonly run: AttentionRun } | null = null;

  constructor(
    readonly panel: WebviewPanel,
    readonly folder: string,
    private readonly services: PositionsServices,
  ) {
    const { webview } = panel;
    const files = Uri.joinPath(services.extensionUri, "dist", "webview");
    const media = Uri.joinPath(services.extensionUri, "media");
    panel.title = `Positions: ${services.modelName(folder)}`;
    panel.iconPath = { light: Uri.joinPath(media, "positions-light.svg"), dark: Uri.joinPath(media, "positions-dark.svg") };
    webview.options = { enableScripts: true, localResourceRoots: [files] };
    this.#owned.add(webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(panel.onDidDispose(() => this.#close()));
    webview.html = pageHtml(
      { name: "positions", title: "Positions" },
      {
        cspSource: webview.cspSource,
        nonce: randomUUID().replaceAll("-", ""),
        script: webview.asWebviewUri(Uri.joinPath(files, "positions.js")).toString(),
        style: webview.asWebviewUri(Uri.joinPath(files, "positions.css")).toString(),
        // By which the panel is found again after a reload.
        panel: folder,
      },
    );
  }

  /** Looks at this text from now on, also after a reload. */
  take(selected: SelectedText): void {
    this.services.memories.remember(this.folder, selected);
    this.#text?.run.dispose();
    this.#text = { selected, run: new AttentionRun(this.folder, selected.text, { target: null, prefix: null }, this.services) };
    this.#page?.client.textChanged(null).catch(() => undefined);
  }

  dispose(): void {
    this.panel.dispose();
  }

  #close(): void {
    this.#page?.connection.dispose();
    this.#text?.run.dispose();
    this.services.memories.forget(this.folder);
    this.#disposed.fire();
    this.#owned.dispose();
  }

  /** Each load of the page begins with "ready" and gets a connection of its own. */
  #receive(message: unknown): void {
    if (typeof message === "object" && message !== null && "method" in message && message.method === "ready") {
      this.#page?.connection.dispose();
      const connection = pageConnection(this.panel.webview);
      this.#page = { connection, client: client(connection.connection, positionsPage) };
      serve<typeof positionsHost>(connection.connection, this.#handlers(), (code, text, data) => new ResponseError(code, text, data));
    }
    this.#page?.connection.accept(message);
  }

  #handlers(): Handlers<typeof positionsHost> {
    const { runtime } = this.services;
    const { folder } = this;
    return {
      ready: () => null,
      describe: (_, { signal }) => logged(this.services, runtime.positions({ folder }, { signal })),
      text: () => (this.#text === null ? null : shown(this.#text.selected)),
      run: async (_, { signal, emit }) => {
        const { panes, cut } = await logged(this.services, this.#chosen().run.summary(signal, emit));
        const tokens = panes[0]?.queries.length ?? 0;
        return { tokens, total: cut?.total ?? tokens, panes: panes.flatMap(({ kind, layers, heads }, pane) => (kind === "cross" ? [] : [{ pane, kind, layers, heads }])) };
      },
      byDistance: (request, { signal }) => logged(this.services, this.#chosen().run.byDistance(request, signal)),
      whatIf: ({ change }, { signal, emit }) => logged(this.services, runtime.whatIf({ folder, text: this.#chosen().selected.text, change }, { signal, onItem: emit })),
      remedy: async ({ code }) => (await this.services.remedy(code), null),
      copy: async ({ text }) => (await env.clipboard.writeText(text), null),
    };
  }

  #chosen(): { readonly selected: SelectedText; readonly run: AttentionRun } {
    if (this.#text === null) throw new Problem("text-empty", "No text was selected for this panel.", { remedy: "Select text in an editor and show positions again." });
    return this.#text;
  }
}

const shown = ({ source, text }: SelectedText): PositionsText => ({ source, excerpt: text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text });
