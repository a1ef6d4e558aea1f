import assert from "node:assert/strict";
import { resolve } from "node:path";
import { modelPlaces, namedModel } from "../../../src/views/modelPlaces";

const sources = { embedded: ["/ext/models/one"], workspaceFolders: ["/w/a", "/w/b"], modelFolders: [], environment: {}, home: "/home/me" };

describe("model places", () => {
  it("takes what is given as it is", () => {
    const { embedded, workspace, folders } = modelPlaces(sources);
    assert.deepEqual({ embedded, workspace, folders }, { embedded: ["/ext/models/one"], workspace: ["/w/a", "/w/b"], folders: [] });
  });

  it("looks for the hub's cache where the hub's own tools do", () => {
    const hub = (environment: Record<string, string>) => modelPlaces({ ...sources, environment }).hub;
    assert.deepEqual(hub({}), ["/home/me/.cache/huggingface/hub"]);
    assert.deepEqual(hub({ XDG_CACHE_HOME: "/cache" }), ["/cache/huggingface/hub"]);
    assert.deepEqual(hub({ XDG_CACHE_HOME: "/cache", HF_HOME: "~/hf" }), ["/home/me/hf/hub"]);
    assert.deepEqual(hub({ HF_HOME: "/hf", HF_HUB_CACHE: "/hub" }), ["/hub"]);
    assert.deepEqual(hub({ HF_HOME: "", HF_HUB_CACHE: "" }), ["/home/me/.cache/huggingface/hub"]);
  });

  it("reads the setting: absolute, from home, and relative to each workspace folder", () => {
    const { folders } = modelPlaces({ ...sources, modelFolders: ["/models", "~/models", " ", "nets/gpt2", "/models/"] });
    assert.deepEqual(folders, ["/models", "/home/me/models", "/w/a/nets/gpt2", "/w/b/nets/gpt2"].map(path => resolve(path)));
  });

  it("reads the model to begin with: an embedded one by its name, any other by its path", () => {
    const named = (name: string, workspaceFolders = sources.workspaceFolders): string | null => namedModel(name, { ...sources, workspaceFolders });
    assert.equal(named(" "), null);
    assert.equal(named("one"), "/ext/models/one");
    assert.equal(named("/models/two"), resolve("/models/two"));
    assert.equal(named("~/two"), resolve("/home/me/two"));
    assert.equal(named("two"), resolve("/w/a/two"));
    assert.equal(named("two", []), null);
  });
});
