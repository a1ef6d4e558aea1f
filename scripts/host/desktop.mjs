import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

/** Whether a program with windows can show itself here. */
export const hasScreen = () => process.platform !== "linux" || process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;

/** The path of a program on the PATH. @param {string} name @returns {string | undefined} */
export function onPath(name) {
  const names = process.platform === "win32" ? [`${name}.cmd`, `${name}.exe`] : [name];
  return (process.env["PATH"] ?? "")
    .split(path.delimiter)
    .flatMap(folder => names.map(candidate => path.join(folder, candidate)))
    .find(file => existsSync(file));
}

/**
 * Starts a program that goes on after us; resolves once it runs.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @returns {Promise<void>}
 */
export function launch(program, parameters) {
  // Windows starts a .cmd only through a shell, which splits at blanks.
  const shell = program.endsWith(".cmd");
  const quoted = (/** @type {string} */ text) => (shell ? `"${text}"` : text);
  const child = spawn(quoted(program), parameters.map(quoted), { detached: true, stdio: "ignore", shell });
  child.unref();
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve());
    child.once("error", reject);
  });
}

/** Shows an address in the person's browser, where there is one; says whether it could. @param {string} address */
export async function openInBrowser(address) {
  if (!hasScreen()) return false;
  const [program, ...first] = process.platform === "darwin" ? ["open"] : process.platform === "win32" ? ["explorer.exe"] : ["xdg-open"];
  return await launch(program ?? "", [...first, address]).then(
    () => true,
    () => false,
  );
}
