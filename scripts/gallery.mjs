// npm run gallery: the pages outside VS Code, on made-up data. Flags: --port N; --shoot (pictures to out/gallery, then end).
import { parseArgs } from "node:util";
import { mustRun } from "./command.mjs";
import { openInBrowser } from "./host/desktop.mjs";
import { setUp } from "./install/setUp.mjs";
import { inRoot } from "./paths.mjs";
import { serve } from "./gallery/serve.mjs";

const { values: flags } = parseArgs({ options: { port: { type: "string", default: "0" }, shoot: { type: "boolean", default: false } } });

await setUp({ systemPackages: flags.shoot });
await mustRun(process.execPath, [inRoot("scripts/build.mjs")]);
const server = await serve(inRoot("dist/gallery"), Number(flags.port));
if (flags.shoot) {
  const { shoot } = await import("./gallery/shoot.mjs");
  try {
    console.log(`${await shoot(server.address, inRoot("out/gallery"))} pictures.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    server.close();
  }
} else {
  console.log(`\nOpen ${server.address}\nCtrl+C ends it.`);
  await openInBrowser(server.address);
}
