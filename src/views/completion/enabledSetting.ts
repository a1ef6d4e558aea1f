import { ConfigurationTarget, type ConfigurationScope, workspace } from "vscode";
import { SETTINGS, SETTINGS_SECTION } from "../names";

/** Where a value of a setting stands, the one that counts first: those for a language come before all others. */
const LEVELS = [
  ["workspaceFolderLanguageValue", ConfigurationTarget.WorkspaceFolder, true],
  ["workspaceLanguageValue", ConfigurationTarget.Workspace, true],
  ["globalLanguageValue", ConfigurationTarget.Global, true],
  ["workspaceFolderValue", ConfigurationTarget.WorkspaceFolder, false],
  ["workspaceValue", ConfigurationTarget.Workspace, false],
] as const;

/** Sets whether text is suggested while typing where that was set before, or for this user. */
export async function setEnabled(on: boolean, scope?: ConfigurationScope): Promise<void> {
  const section = workspace.getConfiguration(SETTINGS_SECTION, scope);
  const values = section.inspect<boolean>(SETTINGS.completionEnabled);
  const [, target, byLanguage] = LEVELS.find(([level]) => values?.[level] !== undefined) ?? [null, ConfigurationTarget.Global, false];
  await section.update(SETTINGS.completionEnabled, on, target, byLanguage);
}
