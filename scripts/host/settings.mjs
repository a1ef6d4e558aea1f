/** Settings for a VS Code that asks nothing, fetches nothing and looks the same each time. */
export const QUIET_SETTINGS = {
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "workbench.enableExperiments": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.experimentalOnboarding": false,
  "security.workspace.trust.enabled": false,
  "npm.fetchOnlinePackageInfo": false,
  "git.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "files.simpleDialog.enable": true,
};

/** A VS Code that trusts no folder until somebody says so, and does not ask. */
export const UNTRUSTED_SETTINGS = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.emptyWindow": false };

/** What the suites add: nothing blinks or hides in a picture. */
export const SUITE_SETTINGS = {
  ...QUIET_SETTINGS,
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.iconTheme": null,
  "workbench.editor.empty.hint": "hidden",
  "workbench.layoutControl.enabled": false,
  "window.commandCenter": false,
  "editor.accessibilitySupport": "off",
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "files.autoSave": "off",
};
