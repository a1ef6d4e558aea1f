// npm run models:verify: every claim of the embedded models' cards, measured again; see test/unit/models/verify.ts.
import { command } from "./command.mjs";
import { setUp } from "./install/setUp.mjs";
import { inRoot } from "./paths.mjs";

await setUp({ systemPackages: false });
const { code } = await command(process.execPath, ["--import", "tsx", inRoot("test/unit/models/verify.ts"), ...process.argv.slice(2)]);
process.exitCode = code;
