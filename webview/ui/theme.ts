import { contrast, cssOf, parseColor, type Rgb } from "../draw/color";
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

/** What WCAG 2.2 asks of graphics. */
const LEAST_CONTRAST = 3;

/** Gives the style sheets the colours that were worked out from the theme. */
export function publishTheme({ pinned, marked }: Theme): void {
  const { style } = document.body;
  // Setting what is set already would be seen as another change of theme.
  if (style.getPropertyValue("--pinned") !== pinned) style.setProperty("--pinned", pinned);
  if (style.getPropertyValue("--marked") !== marked) style.setProperty("--marked", marked);
}

/** The theme as it is now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const variable = (...names: string[]) => names.map(name => style.getPropertyValue(name).trim()).find(value => value !== "");
  const background = solid(variable("--vscode-editor-background")) ?? [30, 30, 30];
  const highContrast = [...document.body.classList].some(name => name.startsWith("vscode-high-contrast"));
  // A theme's colours for charts may be translucent, made for other backgrounds: a mark must be seen.
  const visible = (...names: string[]) => {
    const colors = names.map(name => solid(variable(name))).filter(color => color !== undefined);
    const found = colors.find(color => contrast(color, background) >= LEAST_CONTRAST);
    return found && cssOf(found);
  };
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
    pinned: visible("--vscode-charts-orange", "--vscode-charts-yellow", "--vscode-focusBorder") ?? foreground,
    marked: visible("--vscode-charts-purple", "--vscode-charts-blue") ?? foreground,
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
