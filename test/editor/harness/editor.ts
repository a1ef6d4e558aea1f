import type { Driver } from "./driver";

/** What an editor is started with. */
export interface EditorOptions {
  /** The extension's folder. */
  readonly extension: string;
  /** The file whose `run` VS Code calls in its extension host. */
  readonly suite: string;
  /** The folder that the window opens, or a .code-workspace file of several. */
  readonly workspace: string;
  /** An empty folder for the profile and all else it writes. */
  readonly profile: string;
  /** Where screenshots go. */
  readonly pictures: string;
  /** Added to the extension host's environment. */
  readonly env: Record<string, string>;
  /** Whether folders are trusted without asking. */
  readonly trusted: boolean;
  /** Whether its window shows on the screen. */
  readonly headed: boolean;
}

/** A VS Code that runs a suite. */
export interface Editor {
  /** The window in which the suite runs. */
  readonly window: Driver;
  /** Opens a window with the extension, without a suite. */
  openWindow(folder: string): Promise<Driver>;
  /** Settles when VS Code says that the suite's `run` has, or when VS Code itself ends. */
  readonly ended: Promise<void>;
  /** What VS Code wrote, for the report of a failure. */
  log(): string;
  stop(): Promise<void>;
}
