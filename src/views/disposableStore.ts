/** Anything that must be given back. */
export interface Disposes {
  dispose(): unknown;
}

/** Owns disposables: what is added is disposed with it, last first; what is added too late is disposed at once. */
export class DisposableStore implements Disposes {
  readonly #owned: Disposes[] = [];
  #disposed = false;

  /** Takes `disposable` over and returns it, so that it is registered on the line that makes it. */
  add<D extends Disposes>(disposable: D): D {
    if (this.#disposed) disposable.dispose();
    else this.#owned.push(disposable);
    return disposable;
  }

  dispose(): void {
    this.#disposed = true;
    for (const owned of this.#owned.splice(0).reverse()) owned.dispose();
  }
}
