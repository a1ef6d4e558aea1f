// npm run figures: the README's table of greatest differences to upstream, from the last run of the goldens on each device.
import { readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";

/** @typedef {Record<string, Record<string, number>>} Differences by golden and kind of output */

const DEVICES = ["cpu", "webgpu"];
const KINDS = [/^(mc_)?logits$/, /hidden_state/, /attentions$/];

/** @param {readonly string[]} place @returns {unknown} */
const json = place => JSON.parse(readFileSync(inRoot(...place), "utf8"));

/** @param {string} device */
const read = device => /** @type {Differences} */ (json([`out/test/differences-${device}.json`]));

const found = DEVICES.map(read);
/** @type {Map<string, string[]>} */
const families = new Map();
for (const name of Object.keys(found[0] ?? {})) {
  const { weights_of: of } = /** @type {{ weights_of?: string }} */ (json(["test/golden/reference", name, "golden.json"]));
  const { model_type: type } = /** @type {{ model_type: string }} */ (json(["test/golden/reference", name, of ?? "", "config.json"]));
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
