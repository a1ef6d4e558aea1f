// npm run figures: the README's table of greatest differences to upstream, from the last run of the goldens on each device.
import { readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";

/** @typedef {Record<string, Record<string, number>>} Differences by golden and kind of output */

const DEVICES = ["cpu", "webgpu"];
const KINDS = [/^(mc_)?logits$/, /hidden_state/, /attentions$/];

/** @param {string} device @returns {Differences} */
const read = device => JSON.parse(readFileSync(inRoot(`out/test/differences-${device}.json`), "utf8"));

const found = DEVICES.map(read);
const families = new Map();
for (const name of Object.keys(found[0] ?? {})) {
  const { weights_of: of } = JSON.parse(readFileSync(inRoot("test/golden/reference", name, "golden.json"), "utf8"));
  const { model_type: type } = JSON.parse(readFileSync(inRoot("test/golden/reference", name, of ?? "", "config.json"), "utf8"));
  const family = of === undefined ? type : `${type}, prefix`;
  families.set(family, [...(families.get(family) ?? []), name]);
}
console.log("| | logits | hidden states | attention |\n|---|---|---|---|");
for (const [family, names] of [...families].sort(([one], [other]) => one.localeCompare(other))) {
  const cells = KINDS.map(kind => found.map(differences => greatest(differences, names, kind).toExponential(1)).join(" / "));
  console.log(`| ${family} (${names.length}), ${DEVICES.join(" / ")} | ${cells.join(" | ")} |`);
}

/** @param {Differences} differences @param {readonly string[]} names @param {RegExp} kind */
function greatest(differences, names, kind) {
  const values = names.flatMap(name => Object.entries(differences[name] ?? {}).flatMap(([output, value]) => (kind.test(output) ? [value] : [])));
  return Math.max(0, ...values);
}
