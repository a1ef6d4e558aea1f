"use strict";
// Stands in for @vscode/native-watchdog: ends the extension host when the process that started it is gone.

exports.start = parent => {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  }, 2000).unref();
};

exports.exit = code => process.exit(code ?? 0);
