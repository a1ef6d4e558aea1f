import { randomUUID } from "node:crypto";
import { env, EventEmitter, Uri, type WebviewPanel } from "vscode";
import { ResponseError } from "vscode-jsonrpc/node";
import type { AttentionChoice, RunSettings } from "../../protocol/attention";
import { type attentionHost, attentionPage } from "../../protocol/attentionPage";
import type { Progress } from "../../protocol/models";
import { Cancelled, Problem, type ProblemData } from "../../protocol/problem";
import { client, serve, type Client, type Handlers } from "../../protocol/rpc";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { TracedDocument } from "../editor/tracedDocument";
import { attentionHtml } from "./attentionHtml";
import type { AttentionRun, RunServices } from "./attentionRun";
import { late } from "./late";
import { longProgress } from "./longProgress";
import { LookedAt } from "./lookedAt";
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
  modelName(folder: string): string;
}

type PageClient = Client<typeof attentionPage>;
export type PageAction = Parameters<PageClient["act"]>[0]["action"];

/** Problems after which running again is what helps. */
const RUN_AGAIN: readonly ProblemData["code"][] = ["run-gone", "runtime-exited", "device-failed"];
const STOPPED: ProblemData = { code: "run-gone", message: "Stopped before it was finished." };
/** How long work must take before the page shows its progress, in milliseconds: a line that comes and goes in less only flickers. */
const PAGE_DELAY = 250;
/** A model run as it was trained to be; a decoder that reads a text generates what it is given. */
const AS_TRAINED: RunSettings = { target: null, prefix: null };
const BY_PAGE = Symbol("cancelled by the page");

/** One attention panel: a page, what it shows, and what it is about to show. */
export class AttentionPanel implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #disposed = this.#owned.add(new EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  /** What was asked for last; it is {@link #shown} once its run is finished. */
  #aimed: LookedAt | null = null;
  #shown: LookedAt | null = null;
  #choice: AttentionChoice | null = null;
  #problem: ProblemData | null = null;
  #underWay: AbortController | null = null;
  #page: { readonly connection: PageConnection; readonly client: PageClient } | null = null;

  constructor(
    readonly panel: WebviewPanel,
    private readonly services: PanelServices,
    readonly id: string = randomUUID(),
  ) {
    const { webview } = panel;
    const files = Uri.joinPath(services.extensionUri, "dist", "webview");
    const media = Uri.joinPath(services.extensionUri, "media");
    webview.options = { enableScripts: true, localResourceRoots: [files] };
    panel.iconPath = { light: Uri.joinPath(media, "attention-light.svg"), dark: Uri.joinPath(media, "attention-dark.svg") };
    this.#owned.add(webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(panel.onDidDispose(() => this.#close()));
    webview.html = attentionHtml({
      cspSource: webview.cspSource,
      nonce: randomUUID().replaceAll("-", ""),
      script: webview.asWebviewUri(Uri.joinPath(files, "attention.js")).toString(),
      style: webview.asWebviewUri(Uri.joinPath(files, "attention.css")).toString(),
      panel: id,
    });
  }

  /** Which document and model this panel serves; undefined while it serves none. */
  get key(): string | undefined {
    return this.#aimed?.key;
  }

  /** Whether what is shown has a decoder that can be given another text. */
  get readsTarget(): boolean {
    return (this.#shown?.run.latest?.target ?? null) !== null;
  }

  /** Sets what to show next, without running it yet. What is shown stays until then. */
  aim(document: TracedDocument, folder: string, choice: AttentionChoice | null, settings: RunSettings = AS_TRAINED): void {
    this.#underWay?.abort();
    this.#underWay = null;
    if (this.#aimed !== this.#shown) this.#aimed?.dispose();
    this.#aimed = new LookedAt(document, folder, settings, this.services);
    this.#choice = choice;
    this.#problem = null;
    this.#entitle(this.#aimed);
  }

  /** Runs what the panel is aimed at; a run under way gives way to it. Problems are shown in the page. */
  async trace(): Promise<void> {
    const aimed = this.#aimed;
    if (aimed === null) return;
    this.#underWay?.abort();
    const abort = (this.#underWay = new AbortController());
    this.#problem = null;
    const told = late<Progress>(PAGE_DELAY, progress => this.#tell(page => page.progress(progress)));
    told.tell({ message: "Starting", fraction: 0 });
    try {
      await longProgress(`Attention of ${aimed.document.source}`, abort, tellWindow =>
        aimed.run.summary(abort.signal, progress => {
          tellWindow(progress);
          told.tell(progress);
        }),
      );
      Cancelled.check(abort.signal);
      this.#underWay = null;
      this.#show(aimed);
    } catch (error) {
      if (this.#underWay !== abort) return; // A newer request has taken over.
      this.#underWay = null;
      const problem = this.services.pageProblem(error);
      if (problem === null) this.#stopped(abort.signal.reason === BY_PAGE);
      else this.fail(problem);
    } finally {
      told.stop();
    }
  }

  /** Runs what the panel is aimed at if the page is there already; else its first message will. */
  async wake(): Promise<void> {
    if (this.#page !== null) await this.trace();
  }

  /** Runs the same place of the document as its text is now, with what is changed of the settings. */
  async runAgain(changed: Partial<RunSettings> = {}): Promise<void> {
    const aimed = this.#aimed;
    if (aimed === null) return;
    try {
      const document = await aimed.document.retake();
      // Positions of the old text mean nothing in another one.
      const same = document.tracked.text === aimed.document.tracked.text;
      const choice = this.#choice && { ...this.#choice, ...(!same && { pinned: null }) };
      this.aim(document, aimed.folder, choice, { ...aimed.run.settings, ...changed });
    } catch (error) {
      const problem = this.services.pageProblem(error);
      if (problem !== null) this.fail(problem);
      return;
    }
    await this.trace();
  }

  /** Shows a problem in the page's place. */
  fail(problem: ProblemData): void {
    this.#problem = problem;
    this.#tell(page => page.failed(problem));
  }

  /** Performs what has a command in VS Code. */
  act(action: PageAction): void {
    this.#tell(page => page.act({ action }));
  }

  dispose(): void {
    this.panel.dispose();
  }

  #close(): void {
    this.#underWay?.abort();
    this.#page?.connection.dispose();
    this.#page = null;
    this.#aimed?.dispose();
    this.#shown?.dispose();
    this.services.memories.forget(this.id);
    this.#disposed.fire();
    this.#owned.dispose();
  }

  #show(looked: LookedAt): void {
    if (this.#shown !== looked) {
      this.#shown?.dispose();
      this.#shown = looked;
      looked.follow({
        stale: stale => this.#tell(page => page.stale({ stale })),
        token: token => this.#tell(page => page.editorToken({ token })),
      });
      looked.document.setTokens(looked.run.latest?.panes[0]?.queries ?? []);
    }
    this.#entitle(looked);
    const shown = looked.shown(this.#choice);
    if (shown !== null) this.#tell(page => page.show(shown));
  }

  /** A cancellation is no problem: what was shown stays, and without that the page must say why it shows nothing. */
  #stopped(byPage: boolean): void {
    if (this.#shown !== null) {
      if (this.#aimed !== this.#shown) this.#aimed?.dispose();
      this.#aimed = this.#shown;
      this.#show(this.#shown);
    } else if (byPage) {
      this.#problem = STOPPED; // The page says so by itself; a later life of it will ask.
    } else {
      this.fail(STOPPED);
    }
  }

  #entitle({ document, folder }: LookedAt): void {
    this.panel.title = `Attention: ${document.source} · ${this.services.modelName(folder)}`;
    this.#remember();
  }

  #remember(): void {
    if (this.#aimed === null) return;
    const { document, folder } = this.#aimed;
    const { start, end, text } = document.tracked;
    this.services.memories.remember(this.id, { document: document.uri.toString(), folder, range: { start, end }, text, choice: this.#choice, settings: this.#aimed.run.settings });
  }

  /** A hidden page hears nothing; it asks for everything when it is shown again. */
  #tell(send: (page: PageClient) => Promise<null>): void {
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
        if (this.#underWay !== null) return null;
        const problem = this.#problem;
        // After the answer: a problem is shown over what the answer brings.
        if (problem !== null) setImmediate(() => this.#tell(page => page.failed(problem)));
        else if (this.#shown === null) void this.trace();
        return this.#shown?.shown(this.#choice) ?? null;
      },
      glances: (_, { signal, emit }) => this.#run().glances(signal, emit),
      tile: (request, { signal }) => this.#run().tile(request, signal),
      line: (request, { signal }) => this.#run().line(request, signal),
      markToken: async ({ token, reveal }) => (await this.#shown?.document.markToken(token, reveal), null),
      tintTokens: ({ weights }) => (this.#shown?.document.tint(weights), null),
      chose: choice => {
        this.#choice = choice;
        this.#remember();
        return null;
      },
      mask: (request, { signal }) => this.#run().mask(request, signal),
      scaling: (request, { signal }) => this.#run().scaling(request, signal),
      setPrefix: ({ prefix }) => (void this.runAgain({ prefix }), null),
      setTarget: ({ target }) => (void this.runAgain({ target }), null),
      runAgain: () => (void this.runAgain(), null),
      cancel: () => (this.#underWay?.abort(BY_PAGE), null),
      remedy: async ({ code }) => {
        if (RUN_AGAIN.includes(code)) void this.runAgain();
        else await this.services.remedy(code);
        return null;
      },
      copy: async ({ text }) => (await env.clipboard.writeText(text), null),
    };
  }

  #run(): AttentionRun {
    if (this.#shown === null) throw new Problem("run-gone", "There is no run to show.", { remedy: "Run it again." });
    return this.#shown.run;
  }
}
