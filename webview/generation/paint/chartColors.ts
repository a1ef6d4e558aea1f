import type { Theme } from "../../ui/theme";

const NAMES = ["--vscode-charts-blue", "--vscode-charts-green", "--vscode-charts-purple", "--vscode-charts-red"];
/** Asking for them costs milliseconds: all of the page's styles are worked out first. */
const known = new WeakMap<Theme, readonly string[]>();

/** The editor's colours for lines and areas, blue first, under a theme. */
export function chartColors(theme: Theme): readonly string[] {
  const before = known.get(theme);
  if (before) return before;
  const style = getComputedStyle(document.body);
  const colors = NAMES.map(name => style.getPropertyValue(name).trim() || theme.foreground);
  known.set(theme, colors);
  return colors;
}
