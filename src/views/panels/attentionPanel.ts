import { randomUUID } from "node:crypto";
import { env, EventEmitter, Uri, type WebviewPanel } from "vscode";
import { ResponseError } from "vscode-jsonrpc/node";
import type { AttentionChoice, AttentionShown, RunSummary } from "../../protocol/attention";
import { type attentionHost, attentionPage } from "../../protocol/attentionPage";
import { Cancelled, Problem, type ProblemData } from "../../protocol/problem";
import { client, serve, type Client, type Handlers } from "../../protocol/rpc";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { TracedDocument } from "../editor/tracedDocument";
import { attentionHtml } from "./attentionHtml";
import { AttentionRun, type RunServices } from "./attentionRun";
import { longProgress } from "./longProgress";
import { pageConnection, type PageConnection } from "./pageConnection";
import type { PanelMemories } from "./panelMemory";

/** What a panel works with. */
export interface PanelServices extends RunServices {
  readonly extensionUri: Uri;
  readonly memories: PanelMemories;
  /** Logs what was thrown; null when it was a cancellation. */
  pageProblem(thrown: unknown): ProblemData | null;
  /** Performs a remedy that this panel cannot perform itself. */
  remedy(code: ProblemData["code"]): Promise<void>;
  /** A text to look at anew on behalf of this panel: the same place of the document, as it is now. */
  retrace(document: TracedDocument): Promise<TracedDocument>;
  modelName(folder: string): string;
}

interface Page {
  readonly connection: PageConnection;
  readonly client: Client<typeof attentionPage>;
}

/** Problems after which running again is what helps. */
const RUN_AGAIN: readonly ProblemData["code"][] = ["run-gone", "runtime-exited", "device-failed"];

/** One attention panel: a page, the run that it shows, and the document that the text came from. */
export class AttentionPanel implements Disposes {
  readonly id: string;
  readonly #owned = new DisposableStore();
  readonly #disposed = this.#owned.add(new EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  #target = new DisposableStore();
  #document: TracedDocument | null = null;
  #folder = "";
  #run: AttentionRun | null = null;
  #choice: AttentionChoice | null = null;
  #problem: ProblemData | null = null;
  #underWay: AbortController | null = null;
  #page: Page | null = null;

  constructor(
    readonly panel: WebviewPanel,
    private readonly services: PanelServices,
    id: string = randomUUID(),
  ) {
    this.id = id;
    const files = Uri.joinPath(services.extensionUri, "dist", "webview");
    panel.webview.options = { enableScripts: true, localResourceRoots: [files] };
    panel.iconPath = {
      light: Uri.joinPath(services.extensionUri, "media", "attention-light.svg"),
      dark: Uri.joinPath(services.extensionUri, "media", "attention-dark.svg"),
    };
    this.#owned.add(panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(panel.onDidDispose(() => this.#close()));
    panel.webview.html = attentionHtml({
      cspSource: panel.webview.cspSource,
      nonce: randomUUID().replaceAll("-", ""),
      script: panel.webview.asWebviewUri(Uri.joinPath(files, "attention.js")).toString(),
      style: panel.webview.asWebviewUri(Uri.joinPath(files, "attention.css")).toString(),
      panel: id,
    });
  }

  /** Which document and model this panel is for. */
  get key(): string {
    return panelKey(this.#document?.uri.toString() ?? "", this.#folder);
  }

  /** Takes over `document` as what to show, without running it yet: the page's first message will. */
  aim(document: TracedDocument, folder: string, choice: AttentionChoice | null): void {
    this.#underWay?.abort();
    this.#underWay = null;
    this.#run?.dispose();
    this.#run = null;
    this.#target.dispose();
    this.#target = new DisposableStore();
    this.#document = this.#target.add(document);
    this.#target.add(document.onDidChangeStale(stale => this.#tell(page => page.stale({ stale }))));
    this.#target.add(document.onDidChangeToken(token => this.#tell(page => page.editorToken({ token }))));
    this.#folder = folder;
    this.#choice = choice;
    this.#problem = null;
    this.#remember();
    this.#entitle();
  }

  /** Runs what the panel is aimed at; a run under way gives way to it. Problems are shown in the page. */
  async trace(): Promise<void> {
    const document = this.#document;
    if (document === null) return;
    this.#underWay?.abort();
    const abort = (this.#underWay = new AbortController());
    this.#problem = null;
    this.#tell(page => page.progress({ message: "Starting", fraction: 0 }));
    const run = new AttentionRun(this.#folder, document.tracked.text, this.services);
    try {
      const summary = await longProgress(`Attention of ${document.source}`, abort, tellWindow =>
        run.summary(abort.signal, progress => {
          tellWindow(progress);
          this.#tell(page => page.progress(progress));
        }),
      );
      Cancelled.check(abort.signal);
      this.#run?.dispose();
      this.#run = run;
      this.#show(summary, document);
    } catch (error) {
      run.dispose();
      if (this.#underWay === abort) this.#stopped(error);
    } finally {
      if (this.#underWay === abort) this.#underWay = null;
    }
  }

  /** Runs what the panel is aimed at if the page is there already; else its first message will. */
  async wake(): Promise<void> {
    if (this.#page !== null) await this.trace();
  }

  /** Shows a problem in the page's place. */
  fail(problem: ProblemData): void {
    this.#problem = problem;
    this.#tell(page => page.failed(problem));
  }

  /** Performs what has a command in VS Code. */
  act(action: Parameters<Client<typeof attentionPage>["act"]>[0]["action"]): void {
    this.#tell(page => page.act({ action }));
  }

  /** Runs the same place of the document as its text is now. */
  async runAgain(): Promise<void> {
    const document = this.#document;
    if (document === null) return;
    try {
      const choice = this.#choice && { ...this.#choice, pinned: null };
      this.aim(await this.services.retrace(document), this.#folder, choice);
    } catch (error) {
      const problem = this.services.pageProblem(error);
      if (problem !== null) this.fail(problem);
      return;
    }
    await this.trace();
  }

  dispose(): void {
    this.panel.dispose();
  }

  #close(): void {
    this.#underWay?.abort();
    this.#run?.dispose();
    this.#page?.connection.dispose();
    this.#page = null;
    this.#target.dispose();
    this.services.memories.forget(this.id);
    this.#disposed.fire();
    this.#owned.dispose();
  }

  #show(summary: RunSummary, document: TracedDocument): void {
    document.setTokens(summary.tokens);
    this.#entitle();
    this.#tell(page => page.show(this.#shown(summary, document)));
  }

  #shown(run: RunSummary, document: TracedDocument): AttentionShown {
    return { run, source: document.source, stale: document.tracked.stale, choice: this.#choice };
  }

  /** A cancellation is no problem, but the page must say why it shows nothing, and how to get something. */
  #stopped(error: unknown): void {
    this.fail(this.services.pageProblem(error) ?? { code: "run-gone", message: "Stopped before it was finished.", remedy: "Run it again." });
  }

  #entitle(): void {
    if (this.#document === null) return;
    this.panel.title = `Attention: ${this.#document.source} · ${this.services.modelName(this.#folder)}`;
  }

  #remember(): void {
    if (this.#document === null) return;
    const { uri, tracked } = this.#document;
    this.services.memories.remember(this.id, {
      document: uri.toString(),
      folder: this.#folder,
      range: { start: tracked.start, end: tracked.end },
      text: tracked.text,
      choice: this.#choice,
    });
  }

  /** A hidden page hears nothing; it asks for everything when it is shown again. */
  #tell(send: (page: Client<typeof attentionPage>) => Promise<null>): void {
    if (this.#page !== null) send(this.#page.client).catch(() => undefined);
  }

  /** Each load of the page begins with "ready" and gets a connection of its own. */
  #receive(message: unknown): void {
    if (typeof message === "object" && message !== null && "method" in message && message.method === "ready") {
      this.#page?.connection.dispose();
      const connection = pageConnection(this.panel.webview);
      this.#page = { connection, client: client(connection.connection, attentionPage) };
      serve<typeof attentionHost>(connection.connection, this.#handlers(), (code, text, data) => new ResponseError(code, text, data));
    }
    this.#page?.connection.accept(message);
  }

  #handlers(): Handlers<typeof attentionHost> {
    return {
      ready: () => {
        const summary = this.#run?.latest;
        if (this.#problem !== null) setImmediate(() => this.#problem !== null && this.fail(this.#problem));
        else if (!summary && this.#underWay === null) void this.trace();
        const shows = this.#problem === null && this.#underWay === null;
        return shows && summary && this.#document ? this.#shown(summary, this.#document) : null;
      },
      glances: async (_, { signal, emit }) => (await this.#living().glances(signal, emit), null),
      tile: (request, { signal }) => this.#living().tile(request, signal),
      line: (request, { signal }) => this.#living().line(request, signal),
      markToken: async ({ token, reveal }) => (await this.#document?.markToken(token, reveal), null),
      tintTokens: ({ weights }) => (this.#document?.tint(weights), null),
      chose: choice => {
        this.#choice = choice;
        this.#remember();
        return null;
      },
      runAgain: () => (void this.runAgain(), null),
      cancel: () => (this.#underWay?.abort(), null),
      remedy: async ({ code }) => {
        if (RUN_AGAIN.includes(code)) void this.runAgain();
        else await this.services.remedy(code);
        return null;
      },
      copy: async ({ text }) => (await env.clipboard.writeText(text), null),
    };
  }

  #living(): AttentionRun {
    if (this.#run === null) throw new Problem("run-gone", "There is no run to show.", { remedy: "Run it again." });
    return this.#run;
  }
}

/** One panel per document and model. */
export const panelKey = (document: string, folder: string): string => `${document}\n${folder}`;
