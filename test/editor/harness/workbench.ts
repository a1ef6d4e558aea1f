import { ConfigurationTarget, workspace } from "vscode";
import { drive, tellRunner } from "./bridgeClient";
import { eventually } from "./eventually";
import { Surface } from "./surface";

/** VS Code's own themes, one of each kind, and the class by which the workbench shows that it is on. */
const THEMES = {
  dark: { setting: "Default Dark Modern", selector: ".monaco-workbench.vs-dark" },
  light: { setting: "Default Light Modern", selector: ".monaco-workbench.vs" },
  "high-contrast": { setting: "Default High Contrast", selector: ".monaco-workbench.hc-black" },
  "high-contrast-light": { setting: "Default High Contrast Light", selector: ".monaco-workbench.hc-light" },
} as const;

/** The kinds of theme in which things are looked at. */
export const THEME_NAMES = Object.keys(THEMES) as (keyof typeof THEMES)[];

/** A notification that is on the screen. */
export interface ShownNotification {
  readonly message: string;
  readonly buttons: readonly string[];
}

/** A window of VS Code as a person has it: keys, command palette, notifications, status bar, webviews. */
export class WorkbenchWindow extends Surface {
  constructor(window: number) {
    super(window);
  }

  /** Presses keys, in playwright's notation: "Control+Alt+A", "Escape", "ArrowDown". */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await drive(this.window, "press", key);
  }

  /** Types text, key by key. */
  async type(text: string): Promise<void> {
    await drive(this.window, "type", text);
  }

  /** Runs a command by its full title ("Model Lens: Show Attention") in the palette; does not wait for its effect. */
  async run(title: string): Promise<void> {
    await drive(this.window, "run", title);
  }

  /** What the palette offers for this text. */
  async offered(text: string): Promise<string[]> {
    const rows = await drive(this.window, "palette", text);
    await this.press("Escape");
    return rows;
  }

  /** The webview that holds an element matching `marker` (choose one that no other webview has). */
  webview(marker: string): Surface {
    return new Surface(this.window, marker);
  }

  /** The notifications on the screen now, in the corner or in the notification centre. */
  async notifications(): Promise<ShownNotification[]> {
    return await this.evaluate(selector => {
      const textOf = (element: Element): string => (element as HTMLElement).innerText.trim();
      return [...document.querySelectorAll(selector)].map(item => ({
        message: [...item.querySelectorAll(".notification-list-item-message")].map(textOf).join(" "),
        buttons: [...item.querySelectorAll(".notification-list-item-buttons-container .monaco-button")].map(textOf),
      }));
    }, NOTIFICATION);
  }

  /** Waits for a notification that contains this text. */
  async notification(text: string): Promise<ShownNotification> {
    return await eventually(`a notification with "${text}"`, async () => (await this.notifications()).find(shown => shown.message.includes(text)));
  }

  /** Presses a button of a notification. */
  async pressNotificationButton(label: string): Promise<void> {
    await this.click(`${NOTIFICATION} .notification-list-item-buttons-container .monaco-button`, { text: label });
  }

  /** Closes all notifications. */
  async clearNotifications(): Promise<void> {
    await this.run("Notifications: Clear All Notifications");
    await this.waitUntilGone(NOTIFICATION);
  }

  /** The texts in the status bar, from left to right. */
  async statusBar(): Promise<string[]> {
    return (await this.texts(".part.statusbar .statusbar-item")).filter(text => text !== "");
  }

  /** Changes the colour theme of all windows and waits until this one shows it. */
  async theme(name: keyof typeof THEMES): Promise<void> {
    await workspace.getConfiguration("workbench").update("colorTheme", THEMES[name].setting, ConfigurationTarget.Global);
    await this.waitFor(THEMES[name].selector);
  }

  /** Resizes the window's content; in CSS pixels. */
  async viewport(width: number, height: number): Promise<void> {
    await drive(this.window, "viewport", width, height);
  }

  /** Errors of our extension or our pages (exceptions, violations of the content policy) on the console since the start. */
  async consoleErrors(): Promise<readonly string[]> {
    return await drive(this.window, "consoleErrors");
  }

  /** Reloads the window. Only for a window of {@link openWindow}: in the suite's own this would end the suite. */
  async reload(): Promise<void> {
    if (this.window === 0) throw new Error("Reloading this window would end the suite that runs in it: use openWindow().");
    await drive(this.window, "reload");
  }

  /** Closes a window of {@link openWindow}. */
  async close(): Promise<void> {
    if (this.window === 0) throw new Error("Closing this window would end the suite that runs in it.");
    await drive(this.window, "close");
  }
}

const NOTIFICATION = ".notification-list-item";

/** The window in whose extension host this suite runs. */
export const workbench = new WorkbenchWindow(0);

/**
 * Opens another window on a folder (an absolute path), with the extension and without a suite: for what must survive a
 * reload. Its extension host is another process, so it is reached through its surface alone.
 */
export async function openWindow(folder: string): Promise<WorkbenchWindow> {
  return new WorkbenchWindow(await tellRunner("openWindow", folder));
}
