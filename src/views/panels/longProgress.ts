import { ProgressLocation, window } from "vscode";
import type { Progress } from "../../protocol/models";

/** How long work must take before a notification shows its progress, in milliseconds. */
const DELAY = 1000;

/** Does `work`, which tells its progress; the window shows it in a notification with *Cancel* once it has taken a while. */
export async function longProgress<T>(title: string, abort: AbortController, work: (tell: (progress: Progress) => void) => Promise<T>): Promise<T> {
  let latest: Progress | null = null;
  let show: ((progress: Progress) => void) | null = null;
  const working = work(progress => {
    latest = progress;
    show?.(progress);
  });
  const timer = setTimeout(() => {
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
      const listening = token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      show = ({ message, fraction }) => {
        progress.report({ message, increment: 100 * Math.max(0, fraction - shown) });
        shown = Math.max(shown, fraction);
      };
      if (latest !== null) show(latest);
      await Promise.allSettled([working]);
      listening.dispose();
    });
  }, DELAY);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
  }
}
