import type { ModelCatalog } from "../modelCatalog";
import { longProgress } from "./longProgress";

/** Loads a model that is not loaded; a notification shows how far it is, and takes it back on *Cancel*, once it has taken a while. */
export async function loadShowing(catalog: ModelCatalog, folder: string, signal: AbortSignal): Promise<void> {
  if (catalog.isLoaded(folder)) return;
  const abort = new AbortController();
  const takeBack = (): void => abort.abort();
  signal.addEventListener("abort", takeBack, { once: true });
  try {
    await longProgress(`Loading ${catalog.nameOf(folder)}`, abort, tell => catalog.load(folder, { signal: abort.signal, onItem: tell }));
  } finally {
    signal.removeEventListener("abort", takeBack);
  }
}
