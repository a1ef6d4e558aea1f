import { MarkdownString, StatusBarAlignment, ThemeColor, window } from "vscode";
import type { DeviceReport } from "../protocol/models";
import { DEVICE_NAMES, deviceState, fallbackText } from "./deviceText";
import { DisposableStore, type Disposes } from "./disposableStore";
import type { ModelCatalog } from "./modelCatalog";
import { COMMANDS, STATUS_ITEM } from "./names";

/** The active model and the device in the status bar; a device that failed turns it to a warning. */
export class StatusBar implements Disposes {
  readonly #owned = new DisposableStore();
  readonly #item = this.#owned.add(window.createStatusBarItem(STATUS_ITEM, StatusBarAlignment.Right, 90));
  #device: DeviceReport | null = null;

  constructor(private readonly catalog: ModelCatalog) {
    this.#owned.add(catalog.onDidChange(() => this.#draw()));
    this.#item.name = "Model Lens";
    this.#item.command = COMMANDS.showMenu;
    this.#draw();
    this.#item.show();
  }

  /** What the runtime runs on; null while there is no runtime. */
  device(report: DeviceReport | null): void {
    this.#device = report;
    this.#draw();
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #draw(): void {
    const { active } = this.catalog;
    const model = active === null ? "no model" : this.catalog.nameOf(active);
    const device = this.#device === null ? null : DEVICE_NAMES[this.#device.inUse];
    const fallback = this.#device === null ? null : fallbackText(this.#device);
    this.#item.text = `${fallback === null ? "$(eye)" : "$(warning)"} ${device === null ? model : `${model} · ${device}`}`;
    this.#item.accessibilityInformation = { label: `Model Lens: ${model}${device === null ? "" : ` on ${device}`}${fallback === null ? "" : `, ${fallback}`}`, role: "button" };
    // A status bar item without a background has none set: undefined is VS Code's own word for it.
    this.#item.backgroundColor = fallback === null ? undefined : new ThemeColor("statusBarItem.warningBackground");
    this.#item.tooltip = this.#tooltip(model, fallback);
  }

  #tooltip(model: string, fallback: string | null): MarkdownString {
    const tooltip = new MarkdownString();
    tooltip.appendText(`Model Lens: ${model}`);
    if (this.#device === null) return tooltip.appendMarkdown("\n\nThe device is chosen when a model first runs.");
    for (const finding of this.#device.findings) {
      const state = deviceState(finding, this.#device);
      tooltip.appendMarkdown("\n\n").appendText(`${DEVICE_NAMES[finding.name]}: ${state}${finding.reason === state ? "" : ` (${finding.reason})`}`);
    }
    if (fallback !== null) tooltip.appendMarkdown("\n\n").appendText(fallback);
    return tooltip;
  }
}
