import { commands, EventEmitter, extensions, languages, type TextDocumentContentProvider, Uri, window, workspace } from "vscode";
import { DisposableStore, type Disposes } from "./disposableStore";
import { TEXT_SCHEME } from "./names";

const PREVIEW = "markdown.showPreview";
/** VS Code's own, which somebody may have switched off. */
const MARKDOWN = "vscode.markdown-language-features";

/** Read-only Markdown documents: a model's card, the device report. */
export class ReadableTexts implements Disposes, TextDocumentContentProvider {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<Uri>());
  readonly onDidChange = this.#changed.event;
  readonly #texts = new Map<string, string>();

  constructor() {
    this.#owned.add(workspace.registerTextDocumentContentProvider(TEXT_SCHEME, this));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())));
  }

  /** Opens `markdown` rendered under `title`, or brings the document of that title up to date. */
  async show(title: string, markdown: string): Promise<void> {
    const uri = Uri.from({ scheme: TEXT_SCHEME, path: `/${title}.md` });
    this.#texts.set(uri.toString(), markdown);
    this.#changed.fire(uri);
    if (await rendered()) await commands.executeCommand(PREVIEW, uri);
    else await window.showTextDocument(await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), "markdown"));
  }

  provideTextDocumentContent(uri: Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

/** Whether there is a command that renders Markdown: one of an extension that nothing has started yet is on no list, but starts it. */
async function rendered(): Promise<boolean> {
  return extensions.getExtension(MARKDOWN) !== undefined || (await commands.getCommands()).includes(PREVIEW);
}
