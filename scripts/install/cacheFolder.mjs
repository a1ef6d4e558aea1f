import { homedir } from "node:os";
import path from "node:path";

/** The per-user folder for what is installed once for all clones of this project. @param {...string} parts */
export function cacheFolder(...parts) {
  const base =
    process.platform === "darwin" ? path.join(homedir(), "Library/Caches")
    : process.platform === "win32" ? (process.env["LOCALAPPDATA"] ?? path.join(homedir(), "AppData/Local"))
    : (process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache"));
  return path.join(base, "model-lens", ...parts);
}
