import type { DeviceFinding, DeviceName, DeviceReport } from "../protocol/models";
import { SETTINGS, SETTINGS_SECTION } from "./names";
import { plainText } from "./plainText";

/** Devices as their makers write them. */
export const DEVICE_NAMES: Readonly<Record<DeviceName, string>> = {
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "CoreML",
  cpu: "CPU",
};

/** Whether a device is used, or could be. */
export const deviceState = ({ name, usable }: DeviceFinding, { inUse }: DeviceReport): string =>
  name === inUse ? "in use" : usable ? "usable" : "not usable";

/** One sentence on a device that failed while running; null when none did. */
export function fallbackText(report: DeviceReport): string | null {
  if (report.fellBackFrom === undefined) return null;
  const { name, reason } = report.fellBackFrom;
  return `${DEVICE_NAMES[name]} failed while running (${reason}); ${DEVICE_NAMES[report.inUse]} has taken over.`;
}

/** The device report as Markdown: each device, whether it is used, and why. */
export function deviceMarkdown(report: DeviceReport): string {
  const fallback = fallbackText(report);
  return [
    "# Devices",
    "",
    `Model Lens runs on **${DEVICE_NAMES[report.inUse]}**.${fallback === null ? "" : ` ${plainText(fallback)}`}`,
    "",
    ...report.findings.flatMap(finding => {
      const state = deviceState(finding, report);
      return [`## ${DEVICE_NAMES[finding.name]}: ${state}`, "", ...(finding.reason === state ? [] : [plainText(finding.reason), ""])];
    }),
    "---",
    "",
    `The setting \`${SETTINGS_SECTION}.${SETTINGS.device}\` chooses the device.`,
    "",
  ].join("\n");
}
