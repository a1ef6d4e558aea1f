import { commands, type LogOutputChannel, window } from "vscode";
import { deviceMarkdown } from "../deviceText";
import { COMMANDS } from "../names";
import type { ReadableTexts } from "../readableTexts";
import type { RuntimeProcess } from "../runtimeProcess";
import type { CommandHandlers } from "./register";

/** What the commands about the runtime work with. */
export interface RuntimeCommandParts {
  readonly runtime: RuntimeProcess;
  readonly texts: ReadableTexts;
  readonly log: LogOutputChannel;
}

/** The status bar's menu and what it leads to. */
export function runtimeCommands({ runtime, texts, log }: RuntimeCommandParts) {
  return {
    async showMenu() {
      const picked = await window.showQuickPick(
        [
          { label: "$(symbol-class) Choose Model…", command: COMMANDS.chooseModel },
          { label: "$(sparkle) Turn Completion While Typing On or Off", command: COMMANDS.toggleCompletion },
          { label: "$(debug-pause) Pause or Resume Completion", command: COMMANDS.pauseCompletion },
          { label: "$(bell-slash) Snooze Completion…", command: COMMANDS.snoozeCompletion },
          { label: "$(question) Explain Suggestion", command: COMMANDS.explainSuggestion },
          { label: "$(circuit-board) Show Device Report", command: COMMANDS.showDeviceReport },
          { label: "$(debug-restart) Restart Runtime", command: COMMANDS.restartRuntime },
          { label: "$(output) Show Log", command: COMMANDS.showLog },
          { label: "$(book) Open Walkthrough", command: COMMANDS.openWalkthrough },
        ],
        { placeHolder: "Model Lens" },
      );
      if (picked !== undefined) await commands.executeCommand(picked.command);
    },
    async showDeviceReport() {
      await texts.show("Model Lens Devices", deviceMarkdown(await runtime.ask.device(null)));
    },
    showLog: () => log.show(),
    async restartRuntime() {
      const ran = await runtime.restart();
      void window.showInformationMessage(ran ? "The runtime was ended; it starts anew when it is needed." : "The runtime is not running; it starts when it is needed.");
    },
  } satisfies Partial<CommandHandlers>;
}
