import { MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { DeviceReport } from "../protocol/models";
import { WEIGHTS_WORDS } from "../protocol/weights";
import { DEVICE_NAMES, deviceState, fallbackText } from "./deviceText";
import { DisposableStore, type Disposes } from "./disposableStore";
import { type CompletionShown, completionBrief, completionLines, completionSpoken, pauseIcon } from "./completion/completionText";
import type { ModelCatalog } from "./modelCatalog";
import { COMMANDS, STATUS_ITEM } from "./names";
import { generationWeights } from "./settings";

/**
 * The active model, the device and what completion does in the status bar; a device that failed turns it to a warning, and
 * a problem of completion its icon. It comes into sight with the first use of anything.
 */
export class StatusBar implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #item = this.#owned.add(window.createStatusBarItem(STATUS_ITEM, StatusBarAlignment.Right, 90));
  #device: DeviceReport | null = null;
  #completion: CompletionShown = { enabled: false, pause: { kind: "on" }, last: null, atCursor: null, problem: null };

  constructor(private readonly catalog: ModelCatalog) {
    this.#owned.add(catalog.onDidChange(() => this.#use()));
    this.#item.name = "Model Lens";
    this.#item.command = COMMANDS.showMenu;
    this.#draw();
  }

  /** What the runtime runs on; null while there is no runtime. */
  device(report: DeviceReport | null): void {
    this.#device = report;
    if (report === null) this.#draw();
    else this.#use();
  }

  /** What completion does, and did last. */
  completion(shown: CompletionShown): void {
    this.#completion = shown;
    if (shown.enabled || shown.last !== null || shown.problem !== null) this.#use();
    else this.#draw();
  }

  /** Models make tokens with weights in another form from now on. */
  weightsChanged(): void {
    this.#draw();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #use(): void {
    this.#draw();
    this.#item.show();
  }

  #draw(): void {
    const { active } = this.catalog;
    const model = active === null ? "no model" : this.catalog.nameOf(active);
    const device = this.#device === null ? null : DEVICE_NAMES[this.#device.inUse];
    const fallback = this.#device === null ? null : fallbackText(this.#device);
    const icons = [fallback === null && this.#completion.problem === null ? "$(eye)" : "$(warning)", pauseIcon(this.#completion)];
    const weights = generationWeights();
    const parts = [model, device, weights === "exact" ? null : weights.replace("bit", " bit"), ...completionBrief(this.#completion)];
    this.#item.text = [...icons, parts.filter(part => part !== null).join(" · ")].filter(part => part !== null).join(" ");
    const spoken = [`Model Lens: ${model}${device === null ? "" : ` on ${device}`}`, ...(fallback === null ? [] : [fallback]), ...completionSpoken(this.#completion)];
    this.#item.accessibilityInformation = { label: spoken.join(", "), role: "button" };
    // A status bar item without a background has none set: undefined is VS Code's own word for it.
    this.#item.backgroundColor = fallback === null ? undefined : new ThemeColor("statusBarItem.warningBackground");
    this.#item.tooltip = this.#tooltip(model, fallback);
  }

  #tooltip(model: string, fallback: string | null): MarkdownString {
    const tooltip = new MarkdownString();
    tooltip.appendText(`Model Lens: ${model}`);
    const weights = generationWeights();
    if (weights !== "exact") tooltip.appendMarkdown("\n\n").appendText(`Generation and ghost text: ${WEIGHTS_WORDS[weights]} (attention is traced with exact ones)`);
    for (const line of completionLines(this.#completion)) tooltip.appendMarkdown("\n\n").appendText(line);
    tooltip.isTrusted = { enabledCommands: [COMMANDS.toggleCompletion, COMMANDS.explainSuggestion] };
    tooltip.appendMarkdown(`\n\n[Suggest ${this.#completion.enabled ? "only when asked" : "while typing"}](command:${COMMANDS.toggleCompletion})`);
    if (this.#completion.atCursor !== null) tooltip.appendMarkdown(` · [Explain Suggestion](command:${COMMANDS.explainSuggestion})`);
    if (this.#device === null) return tooltip.appendMarkdown("\n\nThe device is chosen when a model first runs.");
    for (const finding of this.#device.findings) {
      const state = deviceState(finding, this.#device);
      tooltip.appendMarkdown("\n\n").appendText(`${DEVICE_NAMES[finding.name]}: ${state}${finding.reason === state ? "" : ` (${finding.reason})`}`);
    }
    if (fallback !== null) tooltip.appendMarkdown("\n\n").appendText(fallback);
    return tooltip;
  }
}
