import { cssOf, parseColor, type Rgb } from "../draw/color";
import { isDark, type Ramp, rampOn } from "../draw/ramp";

/** The colours and letters that pictures are drawn with, read from the editor's theme. */
export interface Theme {
  readonly ramp: Ramp;
  readonly highContrast: boolean;
  readonly dark: boolean;
  readonly background: string;
  readonly foreground: string;
  /** For what is less important: axis labels of tokens that are not looked at. */
  readonly quiet: string;
  readonly border: string;
  readonly focus: string;
  /** The pinned token. */
  readonly pinned: string;
  /** The token that the editor's cursor is on. */
  readonly marked: string;
  /** Families for words and for token text. */
  readonly font: string;
  readonly mono: string;
}

/** The theme as it is now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const variable = (...names: string[]) => names.map(name => style.getPropertyValue(name).trim()).find(value => value !== "");
  const background = solid(variable("--vscode-editor-background")) ?? [30, 30, 30];
  const highContrast = [...document.body.classList].some(name => name.startsWith("vscode-high-contrast"));
  const foreground = variable("--vscode-editor-foreground", "--vscode-foreground") ?? (isDark(background) ? "#ccc" : "#333");
  return {
    ramp: rampOn(background, highContrast),
    highContrast,
    dark: isDark(background),
    background: cssOf(background),
    foreground,
    quiet: variable("--vscode-descriptionForeground") ?? foreground,
    border: variable("--vscode-contrastBorder", "--vscode-panel-border", "--vscode-editorGroup-border") ?? foreground,
    focus: variable("--vscode-focusBorder") ?? foreground,
    pinned: variable("--vscode-charts-orange") ?? foreground,
    marked: variable("--vscode-charts-purple") ?? foreground,
    font: variable("--vscode-font-family") ?? "sans-serif",
    mono: variable("--vscode-editor-font-family") ?? "monospace",
  };
}

/** Calls `changed` whenever the editor's theme has changed; VS Code then sets classes and variables on the page. */
export function onThemeChange(changed: () => void): { dispose(): void } {
  const observer = new MutationObserver(changed);
  const what = { attributes: true, attributeFilter: ["class", "style", "data-vscode-theme-id"] };
  observer.observe(document.documentElement, what);
  observer.observe(document.body, what);
  return { dispose: () => observer.disconnect() };
}

/** Any CSS colour as a canvas understands it, without its transparency. */
function solid(css: string | undefined): Rgb | undefined {
  if (css === undefined) return undefined;
  const context = document.createElement("canvas").getContext("2d");
  if (!context) return parseColor(css)?.rgb;
  context.fillStyle = css;
  return parseColor(context.fillStyle)?.rgb;
}
