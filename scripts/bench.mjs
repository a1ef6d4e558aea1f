// npm run bench: runs bench/main.ts on what was just built; parameters go to it.
import { command, mustRun } from "./command.mjs";
import { setUp } from "./install/setUp.mjs";
import { inRoot } from "./paths.mjs";

await setUp({ systemPackages: false });
await mustRun(process.execPath, [inRoot("scripts/build.mjs")]);
const { code } = await command(process.execPath, ["--import", "tsx", inRoot("bench/main.ts"), ...process.argv.slice(2)]);
process.exitCode = code;
