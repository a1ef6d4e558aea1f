import { existsSync } from "node:fs";
import { installLavapipe } from "../install/lavapipe.mjs";

/** SwiftShader, which comes with Debian's Chromium. */
const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/**
 * The environment in which WebGPU runs on the processor through Vulkan, so that it is tested without a GPU.
 * MODEL_LENS_TEST_WEBGPU_ICD names another driver's manifest; "own" leaves the machine's own devices as they are.
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function softwareVulkan() {
  const given = process.env["MODEL_LENS_TEST_WEBGPU_ICD"];
  // Only Linux reaches WebGPU through Vulkan: elsewhere it is Metal or Direct3D.
  if (given === "own" || process.platform !== "linux") return {};
  const driver = given === undefined ? await fastest() : { manifest: given };
  if (driver === undefined) throw new Error("There is no Vulkan driver for the processor here: install mesa-vulkan-drivers (25 or newer).");
  console.log(`Vulkan driver: ${driver.manifest}`);
  return {
    VK_ICD_FILENAMES: driver.manifest,
    VK_DRIVER_FILES: driver.manifest,
    ...(driver.libraries !== undefined && { LD_LIBRARY_PATH: driver.libraries }),
  };
}

/** @returns {Promise<import("../install/lavapipe.mjs").VulkanDriver | undefined>} */
async function fastest() {
  try {
    const lavapipe = await installLavapipe();
    if (lavapipe !== undefined) return lavapipe;
  } catch (error) {
    console.log(`Lavapipe could not be installed (${error instanceof Error ? error.message : String(error)}).`);
  }
  return existsSync(SWIFTSHADER) ? { manifest: SWIFTSHADER } : undefined;
}
