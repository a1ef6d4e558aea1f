// npm test: sets up a fresh clone, runs every stage and ends in the line "N passed, N failed".
// Words name stages (npm test -- unit golden); what follows them goes to their suites (npm test -- editor --grep attention).
import { setUp } from "./install/setUp.mjs";
import { STAGES } from "./test/stages.mjs";

const parameters = process.argv.slice(2);
const firstOption = parameters.findIndex(parameter => parameter.startsWith("-"));
const groups = firstOption < 0 ? parameters : parameters.slice(0, firstOption);
const options = firstOption < 0 ? [] : parameters.slice(firstOption);

for (const group of groups) {
  if (STAGES.some(stage => stage.group === group)) continue;
  console.error(`There is no stage "${group}". Stages: ${[...new Set(STAGES.map(stage => stage.group))].join(", ")}.`);
  process.exit(1);
}

// Ended from outside, we end what we started.
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.once(signal, () => process.exit(1));

const total = { passed: 0, failed: 0 };
const fail = (/** @type {unknown} */ error) => {
  console.error(error instanceof Error ? error.message : error);
  return { passed: 0, failed: 1 };
};
const wanted = STAGES.filter(stage => groups.length === 0 || groups.includes(stage.group));
const ready = await setUp({ systemPackages: wanted.some(stage => ["golden", "editor", "notes", "untrusted", "folders", "start"].includes(stage.group)) }).catch(fail);
if (ready) total.failed += ready.failed;
else {
  for (const stage of wanted) {
    console.log(`\n=== ${stage.name}`);
    const started = performance.now();
    const { passed, failed } = await stage.run(options).catch(fail);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`=== ${stage.name}: ${failed > 0 ? `${failed} failed` : "right"}${passed > 0 ? `, ${passed} passed` : ""} (${seconds} s)`);
    total.passed += passed;
    total.failed += failed;
  }
}

process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`\n${total.passed} passed, ${total.failed} failed`);
