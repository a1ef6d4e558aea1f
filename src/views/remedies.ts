import type { ProblemCode } from "../protocol/problem";
import { COMMANDS, SETTINGS, SETTINGS_SECTION } from "./names";

/** What a button beside a problem does: one command, with a label that says so. */
export interface Remedy {
  readonly label: string;
  readonly command: string;
  readonly arguments?: readonly unknown[];
}

const chooseModel: Remedy = { label: "Choose Another Model", command: COMMANDS.chooseModel };
const showLog: Remedy = { label: "Show Log", command: COMMANDS.showLog };
const runAgain: Remedy = { label: "Show Attention", command: COMMANDS.showAttention };
const chooseDevice: Remedy = {
  label: "Choose Device",
  command: "workbench.action.openSettings",
  arguments: [`${SETTINGS_SECTION}.${SETTINGS.device}`],
};

/** The one step that most likely helps; null where only the person's own hands do (an empty document). */
export const REMEDIES: Readonly<Record<ProblemCode, Remedy | null>> = {
  "not-a-model-folder": { label: "Add Model Folder…", command: COMMANDS.addModelFolder },
  "unknown-architecture": chooseModel,
  "unsupported-config": chooseModel,
  "checkpoint-damaged": chooseModel,
  "tensor-missing": chooseModel,
  "tensor-unexpected": chooseModel,
  "tensor-shape": chooseModel,
  "tensor-type": chooseModel,
  "weights-not-finite": chooseModel,
  "model-gone": chooseModel,
  "model-not-loaded": { label: "Load Model", command: COMMANDS.loadModel },
  "tokenizer-missing": chooseModel,
  "tokenizer-damaged": chooseModel,
  "text-empty": null,
  "text-too-long": null,
  "input-unknown": showLog,
  "input-invalid": showLog,
  "run-gone": runAgain,
  "document-gone": null,
  "document-read-only": null,
  "device-unavailable": chooseDevice,
  "device-failed": { label: "Device Report", command: COMMANDS.showDeviceReport },
  "out-of-memory": chooseModel,
  "runtime-exited": runAgain,
  "workspace-untrusted": { label: "Manage Workspace Trust", command: "workbench.trust.manage" },
  internal: showLog,
};
