import type { BareToken } from "../../src/protocol/generation";
import type { DeviceName } from "../../src/protocol/models";
import { weight } from "../draw/format";
import { visibleText } from "../draw/tokenText";
import type { Column } from "./column";
import { isRandom, presetOf } from "./presets";

/** Devices as they are shown. */
export const DEVICE_WORDS: Readonly<Record<DeviceName, string>> = { cpu: "CPU", webgpu: "WebGPU", cuda: "CUDA", dml: "DirectML", coreml: "Core ML" };

/** A token for reading aloud: its text, or the names of what cannot be seen. */
export function spokenToken({ text }: Pick<BareToken, "text">): string {
  const words = text.replaceAll("\n", " line break ").replaceAll("\t", " tab ").trim();
  return words === "" ? (/^ +$/.test(text) ? "space" : visibleText(text)) : words;
}

/** Bits: "3.21"; "–" where they are not known. */
export const bitsText = (value: number): string => (Number.isFinite(value) ? value.toFixed(2) : "–");

/** A probability as a number that keeps its small values apart: "0.62", "0.0013", "3.2e-5". */
export const probabilityText = (value: number): string => (Number.isFinite(value) ? weight(value, 3) : "–");

/** Bytes: "1.4 MB". */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(0)} kB`;
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}

/** What a run is called: its method, and what makes it another than its neighbours. */
export function columnName({ started, branch, request }: Column): string {
  const method = started?.method.name ?? presetOf(request.options, request.helper?.as ?? null).name;
  const seed = started?.options["seed"] ?? request.options["seed"];
  const random = isRandom(started?.options ?? request.options);
  return `${capital(method)}${random && typeof seed === "number" ? ` · seed ${seed}` : ""}${branch ? ` · from ${branch.place}` : ""}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
