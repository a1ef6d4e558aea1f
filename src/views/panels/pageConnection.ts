import { AbstractMessageReader, AbstractMessageWriter, createMessageConnection } from "vscode-jsonrpc/node";
import type { DataCallback, Disposable, Message, MessageConnection, MessageReader, MessageWriter } from "vscode-jsonrpc/node";
import { exactBuffers } from "./exactBuffers";

/** The part of a webview that carries messages. */
export interface Post {
  postMessage(message: unknown): PromiseLike<boolean>;
}

class PageReader extends AbstractMessageReader implements MessageReader {
  #callback: DataCallback | undefined;

  listen(callback: DataCallback): Disposable {
    this.#callback = callback;
    return { dispose: () => (this.#callback = undefined) };
  }

  accept(message: Message): void {
    this.#callback?.(message);
  }
}

class PageWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly post: Post) {
    super();
  }

  /** A page that is hidden or closed drops the message: that is no error of the connection. */
  async write(message: Message): Promise<void> {
    await this.post.postMessage(exactBuffers(message));
  }

  end(): void {}
}

/** JSON-RPC with one load of a page: one message object per post, typed arrays inside. */
export interface PageConnection {
  readonly connection: MessageConnection;
  /** Hands over a message that the page posted. */
  accept(message: unknown): void;
  dispose(): void;
}

/** Opens the connection with a page that has just announced itself; a page that loads again gets a new one. */
export function pageConnection(post: Post): PageConnection {
  const reader = new PageReader();
  const connection = createMessageConnection(reader, new PageWriter(post));
  connection.listen();
  return {
    connection,
    accept: message => reader.accept(message as Message),
    dispose: () => connection.dispose(),
  };
}
