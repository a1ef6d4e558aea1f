// npm start: sets up a fresh clone, builds, and opens VS Code with the extension on the sample folder.
// Flags: --desktop or --web (which VS Code), --port N (of the web workbench), --headless-check (start the web workbench,
// look whether all is there, end).
import { parseArgs } from "node:util";
import { mustRun } from "./command.mjs";
import { desktopCode, downloadedCode, webWorkbench } from "./start/editors.mjs";
import { setUp } from "./install/setUp.mjs";
import { inRoot } from "./paths.mjs";

const { values: flags } = parseArgs({
  options: {
    desktop: { type: "boolean", default: false },
    web: { type: "boolean", default: false },
    "headless-check": { type: "boolean", default: false },
    port: { type: "string", default: "0" },
  },
});

try {
  await setUp({ systemPackages: flags["headless-check"] });
  await mustRun(process.execPath, [inRoot("scripts/build.mjs")]);
  if (flags["headless-check"]) {
    const { checkStart } = await import("./start/check.mjs");
    await checkStart();
  } else {
    const desktop = flags.web ? false : (await desktopCode()) || (await downloadedCode({ insist: flags.desktop }));
    if (!desktop) await webWorkbench(Number(flags.port));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
