import { randomUUID } from "node:crypto";
import { env, EventEmitter, Uri, type WebviewPanel, workspace } from "vscode";
import { ResponseError } from "vscode-jsonrpc/node";
import type { GenerationFinished, GenerationItem, GenerationOptionValues } from "../../protocol/generation";
import { type generationHost, generationPage, type GenerationSource, type GeneratorModel, type PageGenerationRequest, type RecordedRun } from "../../protocol/generationPage";
import { Problem, type ProblemData } from "../../protocol/problem";
import { type Asking, client, serve, type Client, type Handlers } from "../../protocol/rpc";
import type { OpenedGeneration } from "../../protocol/savedGeneration";
import type { TextRange, Token } from "../../protocol/tokens";
import { DisposableStore, type Disposes } from "../disposableStore";
import { insertBehind } from "../editor/insertBehind";
import { tokensOfPiece } from "../editor/tokensOfPiece";
import type { TracedDocument } from "../editor/tracedDocument";
import type { GenerationMemory } from "./generationMemory";
import { GenerationRuns, type GenerationRunServices } from "./generationRuns";
import { keyOf } from "./lookedAt";
import { modelAtHand, nameOf } from "./modelAtHand";
import { pageConnection, type PageConnection } from "./pageConnection";
import { logged } from "./logged";
import { pageHtml } from "./pageHtml";
import type { PanelMemories } from "./panelMemory";
import { saveRun } from "./saveRun";

/** What a panel works with. */
export interface GenerationServices extends GenerationRunServices {
  readonly extensionUri: Uri;
  readonly memories: PanelMemories<GenerationMemory>;
  modelName(folder: string): string;
  /** The models that can continue a text, the one in `folder` first. */
  models(folder: string): Promise<readonly GeneratorModel[]>;
  /** All models that were found and can continue a text; none where nothing may be looked for. */
  generators(): Promise<readonly GeneratorModel[]>;
  /** What tells the model in a folder from all others; null where it cannot be read. */
  checksum(folder: string): Promise<string | null>;
  /** Logs what was thrown; null when it was a cancellation. */
  pageProblem(thrown: unknown): ProblemData | null;
  /** Performs a remedy that this panel cannot perform itself. */
  remedy(code: ProblemData["code"]): Promise<void>;
}

type PageClient = Client<typeof generationPage>;
export type GenerationAction = Parameters<PageClient["act"]>[0]["action"];

/** A run that is shown in place of running. */
export interface Recorded extends RecordedRun {
  /** What was continued, which need not be the document's text. */
  readonly prompt: string;
  /** Where the document's traced text stands in it, and each of its other pieces, in UTF-16 code units. */
  readonly pieces: readonly TextRange[];
}

/** A run that was opened from a file. */
export interface Opened {
  readonly file: Uri;
  readonly run: OpenedGeneration;
}

/** What the panel continues. */
interface Continued {
  readonly document: TracedDocument;
  /** The model's, which the page may change. */
  folder: string;
  readonly owned: DisposableStore;
  readonly recorded: Recorded | null;
}
/** One life of the page. */
interface Page {
  readonly connection: PageConnection;
  readonly client: PageClient;
  readonly runs: GenerationRuns;
  /** Whether its first message was answered: from then on it is told what changes. */
  answered: boolean;
}
type Tint = { readonly tokens: readonly Token[]; readonly weights: Float32Array } | null;

/** Problems after which running again is what helps. */
const RUN_AGAIN: readonly ProblemData["code"][] = ["run-gone", "runtime-exited", "device-failed"];
/** Problems after which what was to be inserted can be copied. */
const NOT_INSERTED: readonly ProblemData["code"][] = ["document-gone", "document-read-only"];

/** A fast model makes hundreds of steps a second: as many go together as a page can draw at once. */
const ITEMS_TOGETHER_MS = 16;

/** One generation panel: a page, and the text that it continues. */
export class GenerationPanel implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #disposed = this.#owned.add(new EventEmitter<void>());
  readonly onDidDispose = this.#disposed.event;
  #continued: Continued | null = null;
  /** What it shows in place of continuing a text. */
  #opened: Opened | null = null;
  /** Folders that the page was offered: a file that was opened may name any. */
  #offered: readonly string[] = [];
  #options: GenerationOptionValues = {};
  /** Tokens at the start that see each other; null: as the model was trained. */
  #prefix: number | null = null;
  /** Why there is nothing to continue. */
  #problem: ProblemData | null = null;
  /** What the page wants tinted, and what is. */
  #tint: Tint = null;
  #tinted: Tint = null;
  /** What could not be inserted: the remedy copies it. */
  #left: string | null = null;
  #restoring: Promise<void> = Promise.resolve();
  #page: Page | null = null;

  constructor(
    readonly panel: WebviewPanel,
    private readonly services: GenerationServices,
    readonly id: string = randomUUID(),
  ) {
    const { webview } = panel;
    const files = Uri.joinPath(services.extensionUri, "dist", "webview");
    const media = Uri.joinPath(services.extensionUri, "media");
    webview.options = { enableScripts: true, localResourceRoots: [files] };
    panel.iconPath = { light: Uri.joinPath(media, "generation-light.svg"), dark: Uri.joinPath(media, "generation-dark.svg") };
    this.#owned.add(webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(panel.onDidChangeViewState(() => this.#paint()));
    this.#owned.add(panel.onDidDispose(() => this.#close()));
    webview.html = pageHtml(
      { name: "generation", title: "Generation" },
      {
        cspSource: webview.cspSource,
        nonce: randomUUID().replaceAll("-", ""),
        script: webview.asWebviewUri(Uri.joinPath(files, "generation.js")).toString(),
        style: webview.asWebviewUri(Uri.joinPath(files, "generation.css")).toString(),
        panel: id,
      },
    );
  }

  /** Which document and model this panel serves; undefined while it serves none. */
  get key(): string | undefined {
    if (this.#opened !== null) return keyOf(this.#opened.file.toString(), "");
    return this.#continued === null ? undefined : keyOf(this.#continued.document.uri.toString(), this.#continued.folder);
  }

  /** Whether something is generated now. */
  get underWay(): boolean {
    return this.#page?.runs.underWay ?? false;
  }

  /** Continues this text from now on; a page that is there runs it with the options in force, or shows what was recorded. */
  take(document: TracedDocument, folder: string, { options = this.#options, prefix = this.#prefix }: { readonly options?: GenerationOptionValues; readonly prefix?: number | null } = {}, recorded: Recorded | null = null): void {
    this.#continued?.owned.dispose();
    this.#opened = null;
    const owned = new DisposableStore();
    owned.add(document);
    owned.add(document.onDidChangeStale(stale => this.#tell(page => page.stale({ stale }))));
    this.#continued = { document, folder, owned, recorded };
    [this.#options, this.#prefix] = [options, prefix];
    this.#name(this.#continued);
    this.#shown();
  }

  #name({ document, folder }: Continued): void {
    this.panel.title = `Generation: ${document.source} · ${this.services.modelName(folder)}`;
  }

  /** Shows a run that was opened from a file. */
  open(opened: Opened): void {
    this.#continued?.owned.dispose();
    this.#continued = null;
    this.#opened = opened;
    this.panel.title = `Generation: ${fileName(opened.file)}`;
    this.#shown();
  }

  /** What is continued or shown is another: a page that is there is told. */
  #shown(): void {
    this.#problem = null;
    this.#tint = this.#tinted = null;
    this.#remember();
    if (!this.#page?.answered) return;
    const [shown, { runs }] = [this.#what(), this.#page];
    void this.#source(shown, runs).then(source => {
      if (this.#what() === shown) this.#tell(page => page.sourceChanged(source));
    });
  }

  /** Continues the same place of the document as its text is now; shows what was opened once more. Throws `text-empty`, `document-gone`. */
  async retake(): Promise<void> {
    if (this.#opened !== null) return this.reopen();
    const { document, folder } = this.#text();
    this.take(await document.retake(), folder);
  }

  /** Shows once more what was opened from a file. */
  reopen(): void {
    if (this.#opened !== null) this.open({ ...this.#opened });
  }

  /** The page's first message waits for `work`, which finds what the panel continued before a reload. */
  restore(work: Promise<void>): void {
    this.#restoring = work;
  }

  /** There is nothing to continue, and this is why. */
  fail(problem: ProblemData): void {
    this.#problem = problem;
  }

  /** Performs what has a command in VS Code. */
  act(action: GenerationAction): void {
    if (action === "stop") this.#page?.runs.stop();
    this.#tell(page => page.act({ action }));
  }

  dispose(): void {
    this.panel.dispose();
  }

  #close(): void {
    this.#endPage();
    this.#continued?.owned.dispose();
    this.services.memories.forget(this.id);
    this.#disposed.fire();
    this.#owned.dispose();
  }

  #endPage(): void {
    this.#page?.runs.dispose();
    this.#page?.connection.dispose();
    this.#page = null;
  }

  #remember(): void {
    if (this.#opened !== null) return this.services.memories.remember(this.id, { file: this.#opened.file.toString(), text: "" });
    if (this.#continued === null) return;
    const { document, folder } = this.#continued;
    const { start, end, text } = document.tracked;
    this.services.memories.remember(this.id, { document: document.uri.toString(), folder, range: { start, end }, text, options: this.#options, prefix: this.#prefix });
  }

  #tell(send: (page: PageClient) => Promise<null>): void {
    if (this.#page !== null) send(this.#page.client).catch(() => undefined);
  }

  /** What a hidden panel would tint is tinted when it is seen again. */
  #paint(): void {
    const tint = this.panel.visible ? this.#tint : null;
    if (tint === this.#tinted) return;
    this.#tinted = tint;
    if (this.#continued === null) return;
    const { document, recorded } = this.#continued;
    const tokens = tint?.tokens ?? [];
    document.setTokens(...(recorded?.pieces.map((piece, i) => tokensOfPiece(tokens, piece, document.pieces[i]?.text ?? "")) ?? [tokens]));
    document.tint(tint?.weights ?? null);
  }

  /** Each load of the page begins with "ready" and gets a connection of its own; what an earlier one generated is given back. */
  #receive(message: unknown): void {
    if (typeof message === "object" && message !== null && "method" in message && message.method === "ready") {
      this.#endPage();
      const connection = pageConnection(this.panel.webview);
      const page: Page = { connection, client: client(connection.connection, generationPage), runs: new GenerationRuns(this.services), answered: false };
      this.#page = page;
      serve<typeof generationHost>(connection.connection, this.#handlers(page), (code, text, data) => new ResponseError(code, text, data), ITEMS_TOGETHER_MS);
    }
    this.#page?.connection.accept(message);
  }

  #handlers(page: Page): Handlers<typeof generationHost> {
    const { runs } = page;
    return {
      ready: () => this.#ready(page),
      generate: (request, asking) => logged(this.services, this.#generate(runs, request, asking)),
      lens: (place, { signal }) => logged(this.services, runs.lens(place, signal)),
      attention: (place, { signal }) => logged(this.services, runs.attention(place, signal)),
      release: ({ generation }) => (runs.release(generation), null),
      tintPrompt: tint => {
        this.#tint = tint;
        this.#paint();
        return null;
      },
      insert: async ({ text }) => {
        this.#left = text;
        await logged(this.services, insertBehind(this.#text().document, text));
        this.#left = null;
        return null;
      },
      checksum: ({ folder }) => this.services.checksum(folder),
      save: async ({ json, name }) => (await logged(this.services, saveRun(json, name, this.#opened?.file ?? this.#text().document.uri)), null),
      remedy: async ({ code }) => {
        if (RUN_AGAIN.includes(code)) await logged(this.services, this.retake());
        else if (NOT_INSERTED.includes(code) && this.#left !== null) await env.clipboard.writeText(this.#left);
        else await this.services.remedy(code);
        return null;
      },
      copy: async ({ text }) => (await env.clipboard.writeText(text), null),
    };
  }

  async #ready(page: Page): Promise<GenerationSource> {
    await this.#restoring;
    for (;;) {
      const shown = this.#what();
      const source = await this.#source(shown, page.runs);
      // Another text may have been chosen while the models were looked for.
      if (this.#what() !== shown) continue;
      page.answered = true;
      return source;
    }
  }

  async #generate(runs: GenerationRuns, request: PageGenerationRequest, asking: Asking<GenerationItem>): Promise<GenerationFinished> {
    if (this.#opened !== null) {
      const elsewhere = [request.folder, ...(request.helper ? [request.helper.folder] : [])].find(folder => !this.#offered.includes(folder));
      if (elsewhere !== undefined) throw new Problem("model-gone", "The run's model is not among those that were found.", { remedy: "Choose a model." });
      return runs.generate(request, this.#opened.run.text, asking);
    }
    const continued = this.#text();
    const { document, recorded } = continued;
    if (runs.empty && request.ids === undefined) {
      [continued.folder, this.#options, this.#prefix] = [request.folder, request.options, request.prefix ?? null];
      this.#name(continued);
      this.#remember();
    }
    return runs.generate(request, recorded?.prompt ?? document.tracked.text, asking);
  }

  async #source(shown: Continued | Opened, runs: GenerationRuns): Promise<GenerationSource> {
    if ("run" in shown) return this.#openedSource(shown, runs);
    const { document, folder, recorded } = shown;
    const models = await this.services.models(folder);
    const before = recorded === null ? {} : { recorded: runs.takeOver(recorded) };
    // Run again, it is run as it was.
    const options = recorded?.items.find(item => item.kind === "started")?.options ?? this.#options;
    return { source: document.source, text: recorded?.prompt ?? document.tracked.text, stale: document.tracked.stale, folder, models, options, prefix: recorded === null ? this.#prefix : null, ...before };
  }

  async #openedSource({ file, run }: Opened, runs: GenerationRuns): Promise<GenerationSource> {
    const models = await this.services.generators();
    const checksumOf = (folder: string): Promise<string | null> => this.services.checksum(folder);
    const { helper, checksum, saved, prefix, status, given, items, finished } = run;
    const at = await modelAtHand(run, models, checksumOf);
    const second = helper && (await modelAtHand(helper, models, checksumOf));
    const untrusted = workspace.isTrusted ? null : "This workspace is not trusted, so no model is looked for and nothing runs.";
    const missing = untrusted ?? at.missing ?? (second?.missing ? `It needs a second model. ${second.missing}` : null);
    const recorded = runs.takeOver({ items, finished }, { folder: at.folder, prefix });
    this.#offered = models.map(({ folder }) => folder);
    return {
      source: run.source,
      text: run.text,
      stale: false,
      folder: at.folder ?? models[0]?.folder ?? "",
      models,
      options: run.options,
      prefix,
      recorded,
      saved: { file: fileName(file), saved, model: run.model ?? nameOf(run.folder), folder: at.folder, missing, helper: helper && second?.folder ? { folder: second.folder, as: helper.as } : null, known: { checksum, helper }, prefix, status, given },
    };
  }

  /** What is shown or continued. */
  #what(): Continued | Opened {
    if (this.#problem !== null) throw Problem.fromData(this.#problem);
    return this.#opened ?? this.#text();
  }

  #text(): Continued {
    if (this.#problem !== null) throw Problem.fromData(this.#problem);
    if (this.#opened !== null) throw new Problem("document-gone", `${fileName(this.#opened.file)} is a saved run: there is no document behind it.`, { remedy: "Copy the text instead." });
    if (this.#continued === null) throw new Problem("text-empty", "There is no text to continue.", { remedy: "Select some text and trace its generation." });
    return this.#continued;
  }
}

const fileName = ({ path }: Uri): string => path.split("/").at(-1) ?? path;
