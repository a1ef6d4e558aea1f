// npm run models:verify: measures every claim of every card again, from the shipped files, with the extension's own runtime.
import { embeddedNames, withEmbedded } from "./embedded";
import { differences, readFigures, writeFigures } from "./figures";
import { measureAll } from "./measures/measure";

async function verify(parameters: readonly string[]): Promise<void> {
  const writes = parameters.includes("--write");
  const named = parameters.filter(parameter => !parameter.startsWith("-"));
  const unknown = [...named.filter(name => !embeddedNames().includes(name)), ...parameters.filter(parameter => parameter.startsWith("-") && parameter !== "--write")];
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(", ")}. Give names of embedded models (${embeddedNames().join(", ")}), and --write to put what is found into the cards.`);
  let wrong = 0;
  for (const name of named.length > 0 ? named : embeddedNames()) {
    const found = await withEmbedded(name, measureAll);
    if (writes) await writeFigures(name, found);
    const apart = differences((await readFigures())[name] ?? {}, found);
    wrong += apart.length;
    console.log(`${name}: ${Object.keys(found).length} claims, ${apart.length === 0 ? "all found again" : `${apart.length} not`}`);
    for (const line of apart) console.log(`  ${line}`);
  }
  process.exitCode = wrong === 0 ? 0 : 1;
}

verify(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
