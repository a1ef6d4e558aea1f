import type { DeviceReport } from "../protocol/models";
import { fallbackText } from "./deviceText";
import { COMMANDS } from "./names";
import type { Report } from "./report";
import type { StatusBar } from "./statusBar";

/** Hears which device runs: always shown in the status bar, and a device that failed is warned of once. */
export class DeviceWatch {
  #warned: string | null = null;

  constructor(
    private readonly status: StatusBar,
    private readonly report: Report,
  ) {}

  changed(found: DeviceReport): void {
    this.status.device(found);
    const fallback = fallbackText(found);
    if (fallback === null || fallback === this.#warned) return;
    this.#warned = fallback;
    this.report.warn(fallback, { label: "Device Report", command: COMMANDS.showDeviceReport });
  }
}
