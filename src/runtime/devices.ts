import type { DeviceFinding, DeviceName, DeviceReport } from "../protocol/models";
import { Problem } from "../protocol/problem";
import { knownDevices } from "./session";

/** What a probe found out: milliseconds for the same work on the device and on the CPU, or why it failed. */
export type Probed = { readonly ok: true; readonly milliseconds: number; readonly cpuMilliseconds: number } | { readonly ok: false; readonly reason: string };

/** Tries a device where a crash or a hang does no harm. */
export type Probe = (device: DeviceName) => Promise<Probed>;

/** The device in use, why it is not another, and its one fall back to the CPU when it fails while running. */
export class Devices {
  #report: DeviceReport | null = null;
  #wanted: DeviceName | "auto" = "auto";
  #choosing: Promise<DeviceReport> | null = null;
  readonly #probed = new Map<DeviceName, Promise<Probed>>();

  constructor(
    private readonly probe: Probe,
    private readonly changed: (report: DeviceReport) => void,
    private readonly known: readonly { readonly name: DeviceName }[] = knownDevices(),
  ) {}

  /** The device in use; the first call finds out what there is. */
  async inUse(): Promise<DeviceName> {
    return (await this.report()).inUse;
  }

  async report(): Promise<DeviceReport> {
    if (this.#report) return this.#report;
    this.#choosing ??= this.#choose();
    return this.#choosing;
  }

  /** Takes `wanted`, or the fastest with "auto". A device that is not usable is refused with the reason. */
  async choose(wanted: DeviceName | "auto"): Promise<DeviceReport> {
    this.#wanted = wanted;
    this.#choosing = this.#choose();
    return this.#choosing;
  }

  /** Called when `device` failed while running: from now on the CPU is used, and everyone is told once. */
  async fallBack(device: DeviceName, reason: string): Promise<void> {
    const before = await this.report();
    if (before.inUse !== device) return;
    const findings = before.findings.map(finding => (finding.name === device ? { ...finding, usable: false, reason: `failed while running: ${reason}` } : finding));
    this.#report = { inUse: "cpu", findings, fellBackFrom: { name: device, reason } };
    this.changed(this.#report);
  }

  async #choose(): Promise<DeviceReport> {
    const wanted = this.#wanted;
    const others = this.known.filter(({ name }) => name !== "cpu" && (wanted === "auto" || wanted === name));
    const findings: DeviceFinding[] = [];
    let inUse: DeviceName = "cpu";
    let best = 1;
    for (const { name } of others) {
      const pending = this.#probed.get(name) ?? this.probe(name);
      this.#probed.set(name, pending);
      const probed = await pending;
      const speed = probed.ok ? probed.cpuMilliseconds / probed.milliseconds : 0;
      const reason = probed.ok ? `${speed.toFixed(speed < 10 ? 1 : 0)} × the CPU's speed on a test product` : probed.reason;
      findings.push({ name, usable: probed.ok, reason });
      // Software adapters (lavapipe, SwiftShader) pass for GPUs; only the clock tells.
      if (probed.ok && (wanted === name || speed > best)) {
        best = speed;
        inUse = name;
      }
    }
    for (const { name } of this.known) {
      if (name === "cpu") findings.push({ name, usable: true, reason: inUse === "cpu" ? "in use" : "always there" });
      else if (!findings.some(finding => finding.name === name)) findings.push({ name, usable: false, reason: `not tried: the setting asks for ${wanted}` });
    }
    if (wanted !== "auto" && wanted !== inUse) {
      const reason = findings.find(finding => finding.name === wanted)?.reason ?? "it is not in this build of ONNX Runtime";
      throw new Problem("device-unavailable", `The device ${wanted} cannot be used: ${reason}.`, { remedy: 'Set "modelLens.device" to "auto" or "cpu".' });
    }
    const report = { inUse, findings };
    if (this.#wanted === wanted) this.#report = report;
    this.changed(report);
    return report;
  }
}
