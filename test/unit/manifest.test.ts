import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as names from "../../src/views/names";

interface Command {
  readonly command: string;
  readonly title: string;
  readonly category: string;
}
interface Placed {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}
interface Step {
  readonly id: string;
  readonly description: string;
  readonly media: { readonly svg: string; readonly altText: string };
  readonly completionEvents: readonly string[];
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly Command[];
    readonly keybindings: readonly (Placed & { readonly key: string; readonly args?: { readonly commands?: readonly string[] } })[];
    readonly menus: Readonly<Record<string, readonly Placed[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { scope: string; markdownDescription: string; default: unknown }>> };
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly when: string; readonly contents: string }[];
    readonly colors: readonly { readonly id: string; readonly defaults: object }[];
    readonly walkthroughs: readonly { readonly id: string; readonly steps: readonly Step[] }[];
  };
}

const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;
const { contributes } = manifest;
const sorted = (values: Iterable<string>): string[] => [...values].sort();
const ours = new Set<string>(Object.values(names.COMMANDS));
/** VS Code's own commands that the manifest links to. */
const BUILT_IN = ["workbench.trust.manage", "runCommands"];

describe("manifest", () => {
  it("lists exactly the commands of the code, each under its category", () => {
    assert.deepEqual(sorted(contributes.commands.map(({ command }) => command)), sorted(ours));
    for (const { command, title, category } of contributes.commands) assert.ok(category === "Model Lens" && title !== "", command);
    assert.equal(new Set(contributes.commands.map(({ title }) => title)).size, contributes.commands.length, "titles tell commands apart");
  });

  it("puts only known commands on keys, into menus and behind links", () => {
    const texts = [...contributes.viewsWelcome.map(({ contents }) => contents), ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description))];
    const linked = texts.flatMap(text => [...text.matchAll(/\(command:([^)?]+)/g)].map(match => match[1] ?? ""));
    const events = contributes.walkthroughs.flatMap(({ steps }) => steps.flatMap(step => step.completionEvents));
    for (const event of events) assert.match(event, /^onCommand:/);
    const placed = [...contributes.keybindings, ...Object.values(contributes.menus).flat()].map(({ command }) => command);
    const used = [...placed, ...linked, ...events.map(event => event.replace("onCommand:", ""))];
    assert.deepEqual(used.filter(command => !ours.has(command) && !BUILT_IN.includes(command)), []);
    assert.ok(linked.length >= 5 && events.length >= contributes.walkthroughs.length);
  });

  it("has Escape hide a suggestion that grows, as VS Code does, and stop it", () => {
    const several = contributes.keybindings.filter(({ command }) => command === "runCommands");
    assert.deepEqual(several.map(({ key, args }) => [key, args?.commands]), [["escape", ["editor.action.inlineSuggest.hide", names.SUGGESTION_HIDDEN]]]);
    for (const condition of ["inlineSuggestionVisible", names.COMPLETING_CONTEXT]) assert.ok(several[0]?.when?.split(" && ").includes(condition), condition);
  });

  it("has exactly the settings of the code: documented, set per machine or language, ignored while untrusted", () => {
    const settings = Object.values(names.SETTINGS).map(name => `${names.SETTINGS_SECTION}.${name}`);
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(settings));
    for (const [name, { scope, markdownDescription, default: byDefault }] of Object.entries(contributes.configuration.properties)) {
      // Where text is completed may differ by language; which model runs, where models are, and in which files, may not.
      const byLanguage = name.includes(".completion.") && !name.endsWith(`.${names.SETTINGS.completionFiles}`);
      assert.equal(scope, byLanguage ? "language-overridable" : "machine-overridable", name);
      assert.ok(markdownDescription.length > 40 && byDefault !== undefined, name);
    }
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, "limited");
    assert.deepEqual(sorted(restrictedConfigurations), sorted(settings));
  });

  it("has exactly the views, the colours and the walkthrough of the code", () => {
    assert.deepEqual(contributes.viewsContainers.activitybar.map(({ id }) => id), [names.VIEW_CONTAINER]);
    assert.deepEqual(Object.keys(contributes.views), [names.VIEW_CONTAINER]);
    assert.deepEqual(contributes.views[names.VIEW_CONTAINER]?.map(({ id }) => id), [names.MODELS_VIEW, names.NOTES_VIEW]);
    assert.ok(contributes.viewsWelcome.every(({ view }) => view === names.MODELS_VIEW));
    const { tint, ...others } = names.COLORS;
    const tints = Array.from({ length: names.TINT_STEPS }, (_, index) => `${tint}${index + 1}`);
    assert.deepEqual(sorted(contributes.colors.map(({ id }) => id)), sorted([...Object.values(others), ...tints]));
    for (const { id, defaults } of contributes.colors) assert.deepEqual(sorted(Object.keys(defaults)), ["dark", "highContrast", "highContrastLight", "light"], id);
    assert.deepEqual(contributes.walkthroughs.map(({ id }) => id), [names.WALKTHROUGH]);
    assert.equal(contributes.walkthroughs[0]?.steps[0]?.id, names.WALKTHROUGH_START);
  });

  it("asks in its conditions only for what there is", () => {
    const conditions = [...contributes.keybindings, ...Object.values(contributes.menus).flat(), ...contributes.viewsWelcome].flatMap(({ when }) => when ?? []);
    const keys = new Set(conditions.flatMap(when => when.replace(/'[^']*'|\/[^/]*\//g, "").match(/[A-Za-z][\w.]*/g) ?? []));
    const known = ["activeWebviewPanelId", "editorHasSelection", "editorReadonly", "editorTextFocus", "focusedView", "inlineSuggestionVisible", "isWorkspaceTrusted", "neovim.init", "resourceFilename", "suggestWidgetVisible", "view", "viewItem", "vim.active", names.COMPLETING_CONTEXT, names.MODELS_VIEW, names.NOTES_VIEW];
    assert.deepEqual([...keys].filter(key => !known.includes(key)), []);
    for (const when of conditions) {
      for (const [, panel] of when.matchAll(/activeWebviewPanelId == '([^']*)'/g)) assert.ok(panel === names.ATTENTION_PANEL || panel === names.GENERATION_PANEL, `${panel} has keys of its own`);
    }
  });

  it("offers what is done inside a panel while that has the keyboard, and only then", () => {
    const { nextHead, previousHead, nextLayer, previousLayer, toggleWeighting, toggleTable, playGeneration, nextStep, previousStep, stopGeneration } = names.COMMANDS;
    const inside = (panel: string, placed: readonly Placed[]): string[] => sorted(placed.filter(({ when }) => when === `activeWebviewPanelId == '${panel}'`).map(({ command }) => command));
    const palette = contributes.menus["commandPalette"] ?? [];
    assert.deepEqual(inside(names.ATTENTION_PANEL, palette), sorted([nextHead, previousHead, nextLayer, previousLayer, toggleWeighting, toggleTable]));
    assert.deepEqual(inside(names.GENERATION_PANEL, palette), sorted([playGeneration, nextStep, previousStep, stopGeneration]));
    assert.deepEqual(inside(names.GENERATION_PANEL, contributes.keybindings), inside(names.GENERATION_PANEL, palette), "each has a key");
    const everywhere = contributes.keybindings.filter(({ when }) => when === "editorTextFocus").map(({ command }) => command);
    assert.deepEqual(sorted(everywhere), sorted([names.COMMANDS.showAttention, names.COMMANDS.traceGeneration, names.COMMANDS.explainSuggestion]));
    const written = "editorTextFocus && !editorReadonly";
    for (const placed of [contributes.keybindings, palette]) assert.deepEqual(placed.filter(({ when }) => when === written).map(({ command }) => command), [names.COMMANDS.completeHere]);
  });

  it("offers each action on the models that have it", () => {
    const items = contributes.menus["view/item/context"] ?? [];
    const offeredOn = (command: string, inline: boolean): string[] =>
      Object.values(names.MODEL_ITEM).filter(item =>
        items.some(placed => {
          const pattern = /viewItem =~ \/(.*)\/$/.exec(placed.when ?? "")?.[1];
          return placed.command === command && placed.group?.startsWith("inline") === inline && pattern !== undefined && new RegExp(pattern).test(item);
        }),
      );
    const { onDisk, addedOnDisk, loaded, addedLoaded, addedDamaged } = names.MODEL_ITEM;
    for (const inline of [true, false]) {
      assert.deepEqual(sorted(offeredOn(names.COMMANDS.loadModel, inline)), sorted([onDisk, addedOnDisk]));
      assert.deepEqual(sorted(offeredOn(names.COMMANDS.unloadModel, inline)), sorted([loaded, addedLoaded]));
      assert.deepEqual(sorted(offeredOn(names.COMMANDS.chooseModel, inline)), sorted([onDisk, addedOnDisk, loaded, addedLoaded]));
    }
    assert.deepEqual(sorted(offeredOn(names.COMMANDS.revealModel, false)), sorted(Object.values(names.MODEL_ITEM)));
    assert.deepEqual(sorted(offeredOn(names.COMMANDS.removeFolder, false)), sorted([addedOnDisk, addedLoaded, addedDamaged]));
    assert.deepEqual(sorted(offeredOn(names.COMMANDS.showModelCard, false)), sorted([onDisk, addedOnDisk, loaded, addedLoaded]));
    assert.deepEqual(sorted(offeredOn(names.COMMANDS.showPositions, false)), sorted([onDisk, addedOnDisk, loaded, addedLoaded]));
    assert.deepEqual(sorted(offeredOn(names.COMMANDS.traceGeneration, false)), sorted([onDisk, addedOnDisk, loaded, addedLoaded]));
  });

  it("offers each action on the statements that have it", () => {
    const items = contributes.menus["view/item/context"] ?? [];
    const { chapter, statement, elsewhere, running } = names.NOTE_ITEM;
    const offeredOn = (command: string, inline: boolean): string[] =>
      Object.values(names.NOTE_ITEM).filter(item =>
        items.some(placed => {
          const pattern = /^view == modelLens\.notes && viewItem =~ \/(.*)\/$/.exec(placed.when ?? "")?.[1];
          return placed.command === command && placed.group?.startsWith("inline") === inline && pattern !== undefined && new RegExp(pattern).test(item);
        }),
      );
    for (const inline of [true, false]) {
      assert.deepEqual(offeredOn(names.COMMANDS.runNote, inline), [chapter, statement, elsewhere]);
      assert.deepEqual(offeredOn(names.COMMANDS.stopNote, inline), [running]);
    }
    assert.deepEqual(offeredOn(names.COMMANDS.runNoteOnEmbedded, false), [statement, elsewhere]);
    assert.deepEqual(offeredOn(names.COMMANDS.runNoteOnActive, false), [elsewhere]);
    assert.deepEqual(offeredOn(names.COMMANDS.showNote, false), [statement, elsewhere, running]);
    const titled = (contributes.menus["view/title"] ?? []).filter(({ when }) => when?.startsWith("view == modelLens.notes"));
    const trusted = titled.filter(({ when }) => when?.includes("isWorkspaceTrusted")).map(({ command }) => command);
    for (const starts of [names.COMMANDS.runAllNotes, names.COMMANDS.runAllNotesOnEmbedded, names.COMMANDS.chooseNotesText, names.COMMANDS.chooseModel]) assert.ok(trusted.includes(starts), starts);
  });

  it("gives no key two meanings", () => {
    const keys = contributes.keybindings.map(({ key, when }) => `${key} ${when}`);
    assert.equal(new Set(keys).size, keys.length);
  });

  it("does not start with VS Code, and runs where the workspace is", () => {
    assert.deepEqual(manifest.activationEvents, [names.ATTENTION_PANEL, names.POSITIONS_PANEL, names.GENERATION_PANEL, names.NOTES_PANEL].map(panel => `onWebviewPanel:${panel}`));
    assert.deepEqual(manifest.extensionKind, ["workspace"]);
  });

  it("has the pictures it names, in the theme's colours", () => {
    const steps = contributes.walkthroughs.flatMap(walkthrough => walkthrough.steps);
    const icons = [...contributes.viewsContainers.activitybar, ...Object.values(contributes.views).flat()].map(({ icon }) => icon);
    const panels = ["attention", "positions", "generation", "notes"].flatMap(panel => ["light", "dark"].map(theme => `media/${panel}-${theme}.svg`));
    for (const file of [...icons, ...steps.map(({ media }) => media.svg), ...panels]) assert.ok(existsSync(file), file);
    for (const { media } of steps) {
      assert.ok(media.altText !== "");
      assert.doesNotMatch(readFileSync(media.svg, "utf8"), /(fill|stroke)="(#|rgb)/, media.svg);
    }
  });

  it("asks for no interface of VS Code that is not stable", () => assert.ok(!("enabledApiProposals" in manifest)));

  it("is named in the code in one file only", () => {
    const files = ["src/extension.ts", ...readdirSync("src/views", { recursive: true, encoding: "utf8" }).map(file => `src/views/${file}`)].filter(file => file.endsWith(".ts") && !file.endsWith("names.ts"));
    assert.ok(files.length > 20);
    assert.deepEqual(files.filter(file => /["']modelLens\./.test(readFileSync(file, "utf8"))), []);
  });
});
