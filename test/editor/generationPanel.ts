import { commands } from "vscode";
import { openSample, select } from "./attentionPanel";
import { eventually } from "./harness/eventually";
import type { Surface } from "./harness/surface";
import { workbench } from "./harness/workbench";

export const GENERATION = "body[data-page='generation']";
/** A sentence of names.md. */
export const PROMPT = "Once upon a time, there was a little girl named Lily.";
/** The generation page in the panel that is in front. */
export const generation = workbench.webview(GENERATION);

/** A run as the page shows it. */
export interface ShownRun {
  readonly status: string;
  /** Texts of the tokens behind the prompt that are in sight, with signs for blanks; those that a branch was given included. */
  readonly tokens: readonly string[];
  readonly given: number;
}

/** All runs on a page, from left to right. */
export const runsOn = (page: Surface): Promise<readonly ShownRun[]> =>
  page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>(".ribbon-column")].map(column => ({
        status: column.dataset["status"] ?? "",
        tokens: [...column.querySelectorAll(".cell[role=option] bdi")].map(token => token.textContent),
        given: column.querySelectorAll(".cell.given").length,
      })),
    undefined,
  );

/** Waits until so many runs are shown and all of them are over, and answers them. */
export async function runsDone(count = 1, page = generation): Promise<readonly ShownRun[]> {
  return eventually(`${count} finished runs`, async () => {
    const runs = (await page.count(".ribbon-column")) === count ? await runsOn(page) : [];
    if (runs.length === count && runs.every(({ status, tokens }) => status === "done" && tokens.length > 0)) return runs;
    const problems = (await page.count(".problem")) > 0 ? (await page.texts(".problem")).join(" | ") : "";
    throw new Error(`${JSON.stringify(runs)} ${problems}`);
  });
}

/** The first run's tokens once it is over. */
export async function tokensDone(page = generation): Promise<readonly string[]> {
  const [run] = await runsDone(1, page);
  return run?.tokens ?? [];
}

/** Traces the generation behind a text of the samples, and waits until it is over. */
export async function trace(prompt = PROMPT): Promise<readonly string[]> {
  const editor = await openSample("names.md");
  select(editor, prompt);
  await commands.executeCommand("modelLens.traceGeneration");
  await generation.waitFor(".excerpt", { text: prompt });
  return tokensDone();
}

/** Chooses an entry of a drop-down list by mouse. */
export async function choose(list: string, entry: string): Promise<void> {
  await generation.click(`vscode-dropdown[aria-label='${list}']`);
  await generation.click(`vscode-dropdown[aria-label='${list}'] vscode-option`, { text: entry });
}

/** Enters an option's value. */
export async function enter(option: string, value: string): Promise<void> {
  await generation.fill(`input[aria-label='${option}']`, value);
  await generation.focus(`input[aria-label='${option}']`);
  await workbench.press("Tab");
}

/** Opens or closes a part of the page. */
export async function setOpen(part: string, open: boolean): Promise<void> {
  const opener = `#part-${part} .opener`;
  await generation.waitFor(opener);
  const [is] = await generation.attributes(opener, "aria-expanded");
  if (is !== String(open)) await generation.click(opener);
  await generation.waitFor(`${opener}[aria-expanded='${open}']`);
}

/** Presses a button of the page. */
export const press = (button: string): Promise<void> => generation.click("vscode-button", { text: button });

/** Tokens as the page shows them, as a text. */
export const joined = (tokens: readonly string[]): string => tokens.join("").replaceAll("·", " ");

/** So much that it is not over before a person could stop it. */
const ENDLESS = { method: "Best of n", samples: "200", tokens: "150" };

/** Begins a run that takes long, and waits for its first tokens. */
export async function traceEndlessly(): Promise<void> {
  await trace();
  await choose("Method", ENDLESS.method);
  await enter("best_of", ENDLESS.samples);
  await enter("max_new_tokens", ENDLESS.tokens);
  await press("Run again");
  await eventually("it generates", async () => {
    const [run] = await runsOn(generation);
    return run?.status === "running" && run.tokens.length > 0;
  });
}
