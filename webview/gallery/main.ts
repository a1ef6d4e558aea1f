import { openAttentionPage } from "../attention/page";
import { openGenerationPage } from "../generation/page";
import { openNotesPage } from "../notes/page";
import { openPositionsPage } from "../positions/page";
import { attentionCase, CASE_NAMES } from "./attentionCases";
import { attentionFixture } from "./attentionFixture";
import { galleryBar, type ThemeName, THEMES } from "./galleryBar";
import { GENERATION_CASES, generationCase } from "./generationCases";
import { generationFixture } from "./generationFixture";
import { NOTES_CASE_NAMES, notesCase } from "./notesCases";
import { notesFixture } from "./notesFixture";
import { POSITIONS_CASE_NAMES, positionsCase } from "./positionsCases";
import { positionsFixture } from "./positionsFixture";

/** `?case=12&theme=dark&bar=0&latency=30`: which page on what, how it looks, and how slow its host is. */
const asked = new URLSearchParams(location.search);
const theme = THEMES.find(({ name }) => name === asked.get("theme"))?.name ?? "dark";
const name = asked.get("case") ?? "12";
const latency = Number(asked.get("latency") ?? 15);

/** The pages by name: their cases, and what opens one; what is returned is for tests, which look at what was told and speak for the extension. */
const PAGES: Readonly<Record<string, { readonly cases: readonly string[]; readonly open: (root: HTMLElement) => object }>> = {
  attention: {
    cases: CASE_NAMES,
    open: root => {
      const fixture = attentionFixture(attentionCase(name), latency, () => undefined);
      openAttentionPage(root, fixture.host);
      return fixture;
    },
  },
  generation: {
    cases: GENERATION_CASES,
    open: root => {
      const fixture = generationFixture(generationCase(name), latency);
      openGenerationPage(root, fixture.host);
      return fixture;
    },
  },
  notes: {
    cases: NOTES_CASE_NAMES,
    open: root => {
      const fixture = notesFixture(notesCase(name), latency);
      openNotesPage(root, fixture.host);
      return fixture;
    },
  },
  positions: {
    cases: POSITIONS_CASE_NAMES,
    open: root => {
      const fixture = positionsFixture(positionsCase(name), latency);
      openPositionsPage(root, fixture.host);
      return fixture;
    },
  },
};

useTheme(theme);
const page = Object.keys(PAGES).find(candidate => PAGES[candidate]?.cases.includes(name)) ?? "attention";
document.body.dataset["page"] = page;
if (asked.get("bar") !== "0") {
  const cases = Object.values(PAGES).flatMap(one => one.cases);
  document.body.prepend(galleryBar({ cases, name, theme, onTheme: useTheme, onCase: chosen => go({ case: chosen }) }));
}
const style = document.createElement("link");
style.rel = "stylesheet";
style.href = `${page}.css`;
// A page measures itself: it is opened once it looks as it will.
style.addEventListener("load", () => {
  const root = document.getElementById("page");
  if (root) Object.assign(window, { gallery: PAGES[page]?.open(root) });
});
document.head.prepend(style);

function useTheme(chosen: ThemeName): void {
  document.body.className = THEMES.find(candidate => candidate.name === chosen)?.classes ?? "";
  document.body.dataset["vscodeThemeKind"] = document.body.classList[0] ?? "";
  document.documentElement.className = chosen;
}

function go(change: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(change)) asked.set(key, value);
  location.search = asked.toString();
}
