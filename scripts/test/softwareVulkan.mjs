import { existsSync } from "node:fs";

/** SwiftShader, which comes with Debian's Chromium. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * The environment in which WebGPU runs on the processor through Vulkan, so that it is tested without a GPU.
 * MODEL_LENS_TEST_WEBGPU_ICD names another driver's manifest; "own" leaves the machine's own devices as they are.
 * @returns {NodeJS.ProcessEnv}
 */
export function softwareVulkan() {
  const given = process.env["MODEL_LENS_TEST_WEBGPU_ICD"];
  // Only Linux reaches WebGPU through Vulkan: elsewhere it is Metal or Direct3D.
  if (given === "own" || process.platform !== "linux") return {};
  const manifest = given ?? (existsSync(SWIFTSHADER) ? SWIFTSHADER : undefined);
  return manifest === undefined ? {} : { VK_ICD_FILENAMES: manifest, VK_DRIVER_FILES: manifest };
}
