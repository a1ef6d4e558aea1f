import { constants, setPriority } from "node:os";
import path from "node:path";
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, ResponseError } from "vscode-jsonrpc/node";
import type { DeviceName } from "../protocol/models";
import { serve } from "../protocol/rpc";
import { runtimeEvents, type runtimeContract } from "../protocol/runtimeContract";
import { probeHere, probeInChild } from "./probe";
import { runtimeHandlers } from "./runtime";

const probed = process.argv.indexOf("--probe");
if (probed >= 0) {
  void probeHere(process.argv[probed + 1] as DeviceName).then(result => process.send?.(result));
} else {
  // A run takes every core: what a person types and sees goes first. Where cores are free this costs nothing.
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
  const handlers = runtimeHandlers({
    probe: device => probeInChild(__filename, device),
    shippedModels: path.join(__dirname, "..", "models"),
    onDevice: report => void connection.sendNotification(runtimeEvents.deviceChanged, report),
  });
  serve<typeof runtimeContract>(connection, handlers, (code, message, data) => new ResponseError(code, message, data));
  // Without its parent nobody can ask for anything any more.
  process.once("disconnect", () => process.exit(0));
  connection.listen();
}
