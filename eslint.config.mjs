import tseslint from "typescript-eslint";
import { layerRules } from "./scripts/lint/layers.mjs";

const root = import.meta.dirname;

export default tseslint.config(
  { ignores: ["dist/", "out/", "node_modules/", ".vscode-test/", "samples/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts", "scripts/**/*.mjs"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    rules: {
      // Beyond the recommended: what finds defects here. Style is left to the writer.
      eqeqeq: "error",
      "no-self-compare": "error",
      "no-unreachable-loop": "error",
      "no-constructor-return": "error",
      "no-template-curly-in-string": "error",
      "array-callback-return": "error",
      "prefer-const": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-floating-promises": ["error", { ignoreVoid: true }],
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/no-unnecessary-type-arguments": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" }],
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/use-unknown-in-catch-callback-variable": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true, allowNever: true }],
      // Numbers in tight loops: the index is in range by construction, and a check would cost.
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  { files: ["**/*.ts"], rules: { "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }] } },
  { files: ["src/**/*.ts", "webview/**/*.ts"], rules: { "no-console": "error" } },
  {
    // JSON that the scripts read is our own and npm's; a wrong guess about it fails at once, before anybody's eyes.
    files: ["scripts/**/*.mjs"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-call": "off",
    },
  },
  ...layerRules(root),
);
