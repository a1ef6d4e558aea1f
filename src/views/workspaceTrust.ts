import { workspace } from "vscode";
import { Problem } from "../protocol/problem";

/** Throws `workspace-untrusted` where nothing may be read or started. */
export function checkTrusted(): void {
  if (workspace.isTrusted) return;
  throw new Problem("workspace-untrusted", "Model Lens reads model files and starts a process, which it does in trusted workspaces only.", {
    remedy: "Trust this workspace to go on.",
  });
}
