/** The themes of the gallery and the classes that VS Code gives a page under each. */
export const THEMES = [
  { name: "dark", text: "Dark", classes: "vscode-dark" },
  { name: "light", text: "Light", classes: "vscode-light" },
  { name: "hc", text: "High contrast", classes: "vscode-high-contrast" },
  { name: "hc-light", text: "High contrast light", classes: "vscode-high-contrast-light vscode-high-contrast" },
] as const;
export type ThemeName = (typeof THEMES)[number]["name"];

/** What the bar above a picture of the gallery offers. */
export interface GalleryBarOptions {
  readonly cases: readonly string[];
  readonly name: string;
  readonly theme: ThemeName;
  readonly onTheme: (theme: ThemeName) => void;
  readonly onCase: (name: string) => void;
}

/** A bar to switch case and theme. */
export function galleryBar({ cases, name, theme, onTheme, onCase }: GalleryBarOptions): HTMLElement {
  const bar = document.createElement("nav");
  bar.className = "gallery-bar";
  bar.append(
    select("Case", cases.map(value => ({ value, text: value })), name, onCase),
    select("Theme", THEMES.map(({ name: value, text }) => ({ value, text })), theme, value => onTheme(value as ThemeName)),
  );
  return bar;
}

function select(label: string, options: readonly { value: string; text: string }[], chosen: string, onChoose: (value: string) => void): HTMLElement {
  const element = document.createElement("select");
  for (const { value, text } of options) element.append(new Option(text, value, false, value === chosen));
  element.addEventListener("change", () => onChoose(element.value));
  const wrapped = document.createElement("label");
  wrapped.append(`${label} `, element);
  return wrapped;
}
