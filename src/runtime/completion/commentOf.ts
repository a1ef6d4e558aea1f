/** How languages begin a comment, by VS Code's identifiers; all others as C does. */
const BEGINNINGS: Readonly<Record<string, readonly string[]>> = {
  "#": ["python", "shellscript", "ruby", "yaml", "dockercompose", "dockerfile", "makefile", "perl", "perl6", "r", "julia", "toml", "coffeescript", "elixir", "powershell", "ignore", "properties", "graphql"],
  "--": ["sql", "lua", "haskell", "ada", "elm", "vhdl", "applescript"],
  ";": ["clojure", "lisp", "scheme", "ini", "asm"],
  "%": ["latex", "tex", "bibtex", "erlang", "matlab", "prolog"],
  "'": ["vb"],
  "REM": ["bat"],
};

/** Languages whose comments have two ends. */
const AROUND: Readonly<Record<string, readonly [string, string]>> = {
  html: ["<!--", "-->"],
  xml: ["<!--", "-->"],
  xsl: ["<!--", "-->"],
  markdown: ["<!--", "-->"],
  vue: ["<!--", "-->"],
  svelte: ["<!--", "-->"],
  handlebars: ["<!--", "-->"],
  css: ["/*", "*/"],
  ocaml: ["(*", "*)"],
};

/** A line that says something in a language's comment syntax; `language` is VS Code's identifier. */
export function commentOf(language: string, said: string): string {
  const around = AROUND[language];
  if (around) return `${around[0]} ${said} ${around[1]}`;
  const beginning = Object.keys(BEGINNINGS).find(one => BEGINNINGS[one]?.includes(language)) ?? "//";
  return `${beginning} ${said}`;
}
