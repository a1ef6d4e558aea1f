import { randomUUID } from "node:crypto";
import { env, Uri, ViewColumn, type WebviewPanel, type WebviewPanelSerializer, window } from "vscode";
import { ResponseError } from "vscode-jsonrpc/node";
import type { positionsHost } from "../../protocol/positionsPage";
import { Cancelled, Problem, type ProblemData } from "../../protocol/problem";
import { serve, type Client, type Handlers } from "../../protocol/rpc";
import type { runtimeContract } from "../../protocol/runtimeContract";
import { DisposableStore, type Disposes } from "../disposableStore";
import { POSITIONS_PANEL } from "../names";
import { pageConnection, type PageConnection } from "./pageConnection";
import { pageHtml } from "./pageHtml";

/** What the panels work with. */
export interface PositionsServices {
  readonly extensionUri: Uri;
  readonly runtime: Client<typeof runtimeContract>;
  modelName(folder: string): string;
  /** Logs what was thrown; null when it was a cancellation. */
  pageProblem(thrown: unknown): ProblemData | null;
  /** Performs a problem's remedy. */
  remedy(code: ProblemData["code"]): Promise<void>;
}

/** The panels that show how a model knows positions, one per model; brings them back after a reload. */
export class PositionsPanels implements Disposes, WebviewPanelSerializer {
  readonly #owned = new DisposableStore();
  readonly #open = new Map<string, WebviewPanel>();

  constructor(private readonly services: PositionsServices) {
    this.#owned.add(window.registerWebviewPanelSerializer(POSITIONS_PANEL, this));
  }

  /** Shows the positions of the model in this folder, in its panel if there is one. */
  show(folder: string): void {
    const existing = this.#open.get(folder);
    if (existing !== undefined) existing.reveal();
    else this.#adopt(window.createWebviewPanel(POSITIONS_PANEL, "Positions", { viewColumn: ViewColumn.Active }), folder);
  }

  /** After a reload: the page has kept its model's folder. */
  deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const folder = typeof state === "object" && state !== null && "panel" in state && typeof state.panel === "string" ? state.panel : null;
    if (folder === null) panel.dispose();
    else this.#adopt(panel, folder);
    return Promise.resolve();
  }

  /** The panels themselves stay: they are the workbench's, which brings them back after a reload. */
  dispose(): void {
    this.#owned.dispose();
  }

  #adopt(panel: WebviewPanel, folder: string): void {
    const { extensionUri } = this.services;
    const { webview } = panel;
    const files = Uri.joinPath(extensionUri, "dist", "webview");
    const owned = new DisposableStore();
    let connection: PageConnection | null = null;
    this.#open.set(folder, panel);
    panel.title = `Positions: ${this.services.modelName(folder)}`;
    panel.iconPath = { light: Uri.joinPath(extensionUri, "media", "positions-light.svg"), dark: Uri.joinPath(extensionUri, "media", "positions-dark.svg") };
    webview.options = { enableScripts: true, localResourceRoots: [files] };
    owned.add(
      webview.onDidReceiveMessage((message: unknown) => {
        // Each life of the page begins with "ready" and gets a connection of its own.
        if (typeof message === "object" && message !== null && "method" in message && message.method === "ready") {
          connection?.dispose();
          connection = pageConnection(webview);
          serve<typeof positionsHost>(connection.connection, this.#handlers(folder), (code, text, data) => new ResponseError(code, text, data));
        }
        connection?.accept(message);
      }),
    );
    owned.add(
      panel.onDidDispose(() => {
        connection?.dispose();
        if (this.#open.get(folder) === panel) this.#open.delete(folder);
        owned.dispose();
      }),
    );
    webview.html = pageHtml(
      { name: "positions", title: "Positions" },
      {
        cspSource: webview.cspSource,
        nonce: randomUUID().replaceAll("-", ""),
        script: webview.asWebviewUri(Uri.joinPath(files, "positions.js")).toString(),
        style: webview.asWebviewUri(Uri.joinPath(files, "positions.css")).toString(),
        panel: folder,
      },
    );
  }

  #handlers(folder: string): Handlers<typeof positionsHost> {
    return {
      ready: () => null,
      describe: async (_, { signal }) => {
        try {
          return await this.services.runtime.positions({ folder }, { signal });
        } catch (error) {
          const problem = this.services.pageProblem(error);
          throw problem === null ? new Cancelled() : Problem.fromData(problem);
        }
      },
      remedy: async ({ code }) => (await this.services.remedy(code), null),
      copy: async ({ text }) => (await env.clipboard.writeText(text), null),
    };
  }
}
