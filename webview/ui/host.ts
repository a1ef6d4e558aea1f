/// <reference types="vscode-webview" />
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
  ResponseError,
} from "vscode-jsonrpc/browser";
import { type Client, client, type Contract, type Handlers, serve } from "../../src/protocol/rpc";

/** What a page is given in place of its surroundings, so that it runs the same in VS Code and in a plain browser. */
export interface PageHost<Asks extends Contract, Answers extends Contract> {
  /** The host's side of the contract. */
  readonly ask: Client<Asks>;
  /** Answers the host's requests from now on; call it once, before the first `ask`. */
  readonly answer: (handlers: Handlers<Answers>) => void;
  /** What {@link keep} was last given, also by an earlier life of the page; undefined when there is nothing. */
  readonly restore: () => unknown;
  /** Keeps plain data for the page's next life. */
  readonly keep: (state: unknown) => void;
}

/** One end of a channel that carries structured clones, a JSON-RPC message each. */
export interface PagePort {
  readonly post: (message: Message) => void;
  readonly listen: (heard: (message: unknown) => void) => Disposable;
}

/** The host that VS Code is to a page in one of its webviews. Call it once: a page gets its VS Code object only once. */
export function vscodeHost<Asks extends Contract, Answers extends Contract>(asks: Asks): PageHost<Asks, Answers> {
  const code = acquireVsCodeApi();
  const port: PagePort = {
    post: message => code.postMessage(message),
    listen: heard => {
      const onMessage = (event: MessageEvent<unknown>) => heard(event.data);
      window.addEventListener("message", onMessage);
      return { dispose: () => window.removeEventListener("message", onMessage) };
    },
  };
  // The extension finds its panel by this name after a reload, whether or not the page has kept anything by then.
  const { panel } = document.body.dataset;
  const restore = (): unknown => (code.getState() as { page?: unknown } | undefined)?.page;
  const keep = (page: unknown): void => void code.setState({ panel, page });
  keep(restore());
  return hostOver(port, asks, { restore, keep });
}

/** A host at the far end of `port`. */
export function hostOver<Asks extends Contract, Answers extends Contract>(
  port: PagePort,
  asks: Asks,
  memory: Pick<PageHost<Asks, Answers>, "restore" | "keep">,
): PageHost<Asks, Answers> {
  const connection = createMessageConnection(new PortReader(port), new PortWriter(port));
  const ask = client(connection, asks);
  connection.listen();
  const answer = (handlers: Handlers<Answers>) =>
    serve(connection, handlers, (code, message, data) => new ResponseError(code, message, data));
  return { ask, answer, ...memory };
}

/** The two halves of a {@link PagePort} for a connection made elsewhere: the gallery's stand-in for the extension. */
export function streamsOver(port: PagePort): { readonly reader: MessageReader; readonly writer: MessageWriter } {
  return { reader: new PortReader(port), writer: new PortWriter(port) };
}

class PortReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly port: PagePort) {
    super();
  }

  listen(callback: DataCallback): Disposable {
    return this.port.listen(message => {
      if (isMessage(message)) callback(message);
    });
  }
}

class PortWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly port: PagePort) {
    super();
  }

  write(message: Message): Promise<void> {
    try {
      this.port.post(message);
      return Promise.resolve();
    } catch (error) {
      this.fireError(error, message);
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  end(): void {
    // A port has no end of its own: it goes with the page.
  }
}

/** Others post to a webview's window as well: VS Code itself, browser extensions. */
function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "jsonrpc" in value && value.jsonrpc === "2.0";
}
