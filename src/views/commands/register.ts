import { commands } from "vscode";
import { COMMANDS, type CommandName } from "../names";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { Report } from "../report";

/** What a command does; its arguments come from menus, keys and other extensions and may be anything. */
export type CommandHandler = (...given: readonly unknown[]) => unknown;
/** A handler for each name: a name that is forgotten does not compile. */
export type CommandHandlers = Readonly<Record<keyof typeof COMMANDS, CommandHandler>>;

/** Registers all commands. A command is an explicit action: what it throws is told in a notification. */
export function registerCommands(handlers: CommandHandlers, report: Report): Disposes {
  const registered = new DisposableStore();
  for (const [key, command] of Object.entries(COMMANDS) as [keyof typeof COMMANDS, CommandName][]) {
    registered.add(
      commands.registerCommand(command, async (...given: unknown[]) => {
        try {
          return await handlers[key](...given);
        } catch (error) {
          report.action(error);
          return undefined;
        }
      }),
    );
  }
  return registered;
}
