import type { DeviceName, DeviceReport } from "../protocol/models";

/** Devices as their makers write them. */
export const DEVICE_NAMES: Readonly<Record<DeviceName, string>> = {
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "CoreML",
  cpu: "CPU",
};

/** One sentence on a device that failed while running; null when none did. */
export function fallbackText(report: DeviceReport): string | null {
  if (report.fellBackFrom === undefined) return null;
  const { name, reason } = report.fellBackFrom;
  return `${DEVICE_NAMES[name]} failed while running (${reason}); ${DEVICE_NAMES[report.inUse]} has taken over.`;
}

/** The device report as Markdown: each device, whether it is used, and why. */
export function deviceMarkdown(report: DeviceReport): string {
  const fallback = fallbackText(report);
  const rows = report.findings.map(({ name, usable, reason }) => {
    const state = name === report.inUse ? "**in use**" : usable ? "usable" : "not usable";
    return `| ${DEVICE_NAMES[name]} | ${state} | ${cell(reason)} |`;
  });
  return [
    "# Devices",
    "",
    `Model Lens runs on **${DEVICE_NAMES[report.inUse]}**.${fallback === null ? "" : ` ${fallback}`}`,
    "",
    "| Device | State | Why |",
    "| --- | --- | --- |",
    ...rows,
    "",
    "The setting `modelLens.device` chooses another one.",
    "",
  ].join("\n");
}

const cell = (text: string): string => text.replace(/\s*\n\s*/g, " ").replaceAll("|", "\\|");
