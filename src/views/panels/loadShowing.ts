import type { ModelCatalog } from "../modelCatalog";
import type { WeightsName } from "../../protocol/weights";
import { longProgress } from "./longProgress";

/** Loads a model, or its quantised weights, that are not loaded; a notification shows how far it is, and takes it back on *Cancel*, once it has taken a while. */
export async function loadShowing(catalog: ModelCatalog, folder: string, weights: WeightsName, signal: AbortSignal): Promise<void> {
  if (catalog.isLoaded(folder, weights)) return;
  const abort = new AbortController();
  const takeBack = (): void => abort.abort();
  signal.addEventListener("abort", takeBack, { once: true });
  try {
    await longProgress(`Loading ${catalog.nameOf(folder)}`, abort, tell => catalog.load(folder, { signal: abort.signal, onItem: tell }, weights));
  } finally {
    signal.removeEventListener("abort", takeBack);
  }
}
