import { openAttentionPage } from "../attention/page";
import { attentionCase, CASE_NAMES } from "./attentionCases";
import { attentionFixture } from "./attentionFixture";
import { galleryBar, type ThemeName, THEMES } from "./galleryBar";

/** `?page=attention&case=12&theme=dark&bar=0&latency=30`: which page, on what, how it looks, and how slow its host is. */
const asked = new URLSearchParams(location.search);
const theme = THEMES.find(({ name }) => name === asked.get("theme"))?.name ?? "dark";
const name = asked.get("case") ?? "12";

useTheme(theme);
if (asked.get("bar") !== "0") {
  document.body.prepend(galleryBar({ cases: CASE_NAMES, name, theme, onTheme: useTheme, onCase: chosen => go({ case: chosen }) }));
}
const root = document.getElementById("page");
if (root) {
  const fixture = attentionFixture(attentionCase(name), Number(asked.get("latency") ?? 15), () => undefined);
  // Tests look at what was told and speak for the extension.
  Object.assign(window, { gallery: fixture });
  openAttentionPage(root, fixture.host);
}

function useTheme(chosen: ThemeName): void {
  document.body.className = THEMES.find(candidate => candidate.name === chosen)?.classes ?? "";
  document.body.dataset["vscodeThemeKind"] = document.body.classList[0] ?? "";
  document.documentElement.className = chosen;
}

function go(change: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(change)) asked.set(key, value);
  location.search = asked.toString();
}
