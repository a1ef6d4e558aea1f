/**
 * Loads an extension under development, and a suite, into the web workbench: its page carries its options as JSON in
 * an element, and an init script adds to them between parsing and the workbench's own scripts. (Answering for the
 * server with `page.route` would break the WebSocket: Chromium no longer counts the page as local then.)
 * @param {import("playwright-core").Page} page
 * @param {string} authority of the server
 * @param {{ extension: string, suite?: string }} paths absolute paths of the extension's folder and the suite's entry
 */
export async function loadDevelopmentExtension(page, authority, { extension, suite }) {
  const uri = (/** @type {string} */ path) => ({ scheme: "vscode-remote", authority, path });
  await page.addInitScript(
    options => {
      if (window.top !== window) return;
      document.addEventListener("readystatechange", () => {
        const carrier = document.getElementById("vscode-workbench-web-configuration");
        const settings = document.readyState === "interactive" ? carrier?.getAttribute("data-settings") : undefined;
        if (!carrier || !settings) return;
        const configuration = JSON.parse(settings);
        configuration.developmentOptions = { ...configuration.developmentOptions, ...options };
        carrier.setAttribute("data-settings", JSON.stringify(configuration));
      });
    },
    { extensions: [uri(extension)], ...(suite !== undefined && { extensionTestsPath: uri(suite) }) },
  );
}
