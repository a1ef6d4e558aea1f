import importX, { createNodeResolver } from "eslint-plugin-import-x";
import { pageNames } from "../entries.mjs";

/** Packages that only a part of the code may import. */
const RESTRICTED = {
  vscode: "Only the views and the extension's entry know VS Code.",
  "onnxruntime-node": "Only src/runtime/session.ts knows ONNX Runtime.",
  "onnxruntime-common": "Only src/runtime/session.ts knows ONNX Runtime.",
  "@vscode/webview-ui-toolkit": "The toolkit is at its end of life: only webview/ui knows it, so that one folder replaces it.",
};

/** Who may import which of them. In a flat configuration the last match counts, so the particular stands last. */
const AREAS = [
  { files: ["**/*.ts"], may: [] },
  { files: ["test/**", "bench/**"], may: ["onnxruntime-node", "onnxruntime-common"] },
  { files: ["test/editor/**", "src/views/**", "src/extension.ts"], may: ["vscode"] },
  { files: ["src/runtime/session.ts"], may: ["onnxruntime-node", "onnxruntime-common"] },
  { files: ["webview/ui/**"], may: ["@vscode/webview-ui-toolkit"] },
];

/**
 * The layers as lint rules: which folder may import which, and who owns a package.
 * @param {string} root absolute path of the folder that holds src/ and webview/
 * @returns {import("eslint").Linter.Config[]}
 */
export function layerRules(root) {
  const pages = pageNames(root).filter(name => name !== "gallery");
  return [
    {
      files: ["**/*.ts"],
      plugins: { "import-x": importX },
      settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".mjs", ".js"] })] },
      rules: {
        "import-x/no-restricted-paths": ["error", { basePath: root, zones: zones(pages) }],
        "import-x/no-cycle": "error",
        "import-x/no-default-export": "error",
      },
    },
    ...AREAS.map(({ files, may }) => ({
      files,
      rules: packageRules(
        Object.entries(RESTRICTED)
          .filter(([name]) => !may.some(allowed => allowed === name))
          .map(([name, message]) => ({ regex: `^${name}(/|$)`, message })),
      ),
    })),
    {
      files: ["src/protocol/**"],
      rules: packageRules([{ regex: "^[^.]", message: "The contracts import nothing but each other." }]),
    },
    {
      files: ["src/report/**"],
      rules: packageRules([{ regex: "^[^.]", message: "Reports are made of what the contracts hold, and of no package." }]),
    },
    {
      files: ["src/protocol/**", "src/report/**", "webview/**"],
      rules: { "import-x/no-nodejs-modules": "error" },
    },
  ];
}

/** @param {readonly string[]} pages names of the page folders of webview/ */
function zones(pages) {
  const zone = (/** @type {string | string[]} */ target, /** @type {string[]} */ from, /** @type {string} */ message) => ({ target, from, message });
  const entries = ["./src/extension.ts", "./src/cli.ts"];
  return [
    zone(["./src", "./webview"], ["./test", "./scripts", "./bench"], "What ships never imports tests or scripts."),
    zone("./src/protocol", ["./src/report", "./src/runtime", "./src/views", "./webview", ...entries], "The contracts import nothing but each other."),
    zone("./src/report", ["./src/runtime", "./src/views", "./webview", ...entries], "Reports are made of what the contracts hold: everybody may write them."),
    zone("./src/runtime", ["./src/report", "./src/views", "./webview", ...entries], "The runtime knows neither editor nor pages nor reports."),
    zone("./src/views", ["./src/runtime", "./webview", ...entries], "The views start the runtime as a process; they import neither it nor a page."),
    zone("./webview", ["./src/runtime", "./src/views", ...entries], "A page knows only the contracts and what reports are made of."),
    zone("./src/extension.ts", ["./src/report", "./src/runtime", "./webview", "./src/cli.ts"], "The extension's entry joins views; the runtime is a process of its own."),
    zone("./src/cli.ts", ["./src/views", "./webview", "./src/extension.ts"], "The command line is the runtime without an editor."),
    zone("./src/runtime/decoding", ["./src/runtime/model"], "Decoding sees logits, not models."),
    // All else in webview/ is shared by the pages.
    {
      target: `./webview/!(${[...pages, "gallery"].join("|")})/**/*`,
      from: [...pages, "gallery"].map(name => `./webview/${name}/**/*`),
      message: "What pages share knows no page.",
    },
    ...pages.map(page => {
      const others = [...pages, "gallery"].filter(name => name !== page).map(name => `./webview/${name}`);
      return zone(`./webview/${page}`, others, "A page knows no other page: what they share belongs in webview/ui, webview/draw or webview/pictures.");
    }),
  ];
}

/**
 * Forbids packages, imported in whatever way, and barrels, which share one of the rules.
 * @param {{ regex: string, message: string }[]} patterns
 * @returns {import("eslint").Linter.RulesRecord}
 */
function packageRules(patterns) {
  return {
    "no-restricted-imports": ["error", { patterns }],
    "no-restricted-syntax": [
      "error",
      { selector: "ExportAllDeclaration", message: "No barrels: import from the file that declares it." },
      ...patterns.map(({ regex, message }) => ({ selector: `ImportExpression[source.value=/${regex.replaceAll("/", "\\u002F")}/]`, message })),
    ],
  };
}
