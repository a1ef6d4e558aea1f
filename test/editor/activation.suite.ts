import assert from "node:assert/strict";
import { extensions, workspace } from "vscode";
import { closeAll, openText, runtimeProcess } from "./attentionPanel";
import { completeHere, ghostSeen, toEnd } from "./ghostText";
import { tellRunner } from "./harness/bridgeClient";
import { eventually } from "./harness/eventually";
import { workbench } from "./harness/workbench";

const BEGINNING = "Once upon a time, there was a little girl named Lily.";

// By its name the first suite: nothing has used the extension in this window.
describe("A window in which nobody has used Model Lens", () => {
  after(closeAll);

  it("has nothing of it running, whatever is opened and typed; its first command starts it, and no runtime", async () => {
    const extension = extensions.getExtension("model-lens.model-lens");
    assert.ok(extension);
    const editor = await openText("activation.txt", BEGINNING);
    await toEnd(editor);
    await workbench.type(" She");
    await eventually("it is typed", () => editor.document.getText() === `${BEGINNING} She`);
    assert.equal(extension.isActive, false);
    assert.ok(!(await workbench.statusBar()).some(text => text.includes("starter-llama")));
    const began = performance.now();
    await extension.activate();
    await tellRunner("print", `    activated in ${(performance.now() - began).toFixed(0)} ms`);
    assert.equal(runtimeProcess(), undefined);
    await workbench.press("Control+Z");
    await eventually("it is taken back", () => editor.document.getText() === BEGINNING);
  });

  it("begins with the embedded model that completes best, or with the one that a setting names", async () => {
    const begin = async (name: string | undefined): Promise<void> => workspace.getConfiguration("modelLens").update("defaultModel", name, true);
    const runs = (name: string): Promise<true> => eventually(`${name} is the active model`, async () => (await workbench.statusBar()).some(text => text.startsWith(`${name} · CPU`)));
    await begin(undefined);
    try {
      await toEnd(await openText("first.txt", BEGINNING));
      await completeHere();
      await ghostSeen();
      await runs("starter-completion");
    } finally {
      await begin("starter-llama");
    }
    await runs("starter-llama");
  });
});
