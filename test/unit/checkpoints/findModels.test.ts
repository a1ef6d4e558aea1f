import assert from "node:assert/strict";
import { mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";

import type { Places } from "../../../src/protocol/models";
import { Cancelled } from "../../../src/protocol/problem";
import { findModels, type ModelPlace, type SearchLimits } from "../../../src/runtime/checkpoints/findModels";
import { writeFiles, writeHubModel, writeModel } from "./modelFolder";
import { temporaryFolder } from "./temporaryFolder";

describe("finding models", () => {
  const folder = temporaryFolder();
  const at = (...parts: string[]): string => path.join(folder(), ...parts);
  const model = (...parts: string[]): Promise<void> => writeModel(at(...parts), {}, { w: 1 });

  async function found(places: Partial<Places>, limits?: SearchLimits): Promise<ModelPlace[]> {
    const all: ModelPlace[] = [];
    for await (const place of findModels({ embedded: [], workspace: [], hub: [], folders: [], ...places }, undefined, limits)) all.push(place);
    return all;
  }
  const folders = (places: readonly ModelPlace[]): string[] => places.map(place => path.relative(folder(), place.folder).split(path.sep).join("/"));

  it("in a workspace: itself, below it, nearest first, not in other people's folders", async () => {
    for (const parts of [["b", "deep", "er"], ["a"], ["node_modules", "x"], [".git", "x"], [".cache", "x"], ["venv", "x"], ["a", "checkpoint-5"]]) await model(...parts);
    await writeModel(folder(), {}, { w: 1 });
    // Any program may have a config.json.
    await writeFiles(at("server"), { "config.json": "{}" });
    assert.deepEqual(folders(await found({ workspace: [folder()] })), ["", "a", "a/checkpoint-5", "b/deep/er"]);
  });

  it("in a workspace by an index too, and in a hub cache that lies in it", async () => {
    await writeFiles(at("sharded"), { "config.json": "{}", "model.safetensors.index.json": "{}" });
    await writeHubModel(at("cache"), "models--org--name", { revisions: ["aaa", "bbb"], main: "aaa" });
    assert.deepEqual(await found({ workspace: [folder()] }), [
      { folder: at("sharded"), name: "sharded", origin: "workspace" },
      { folder: at("cache", "models--org--name", "snapshots", "aaa"), name: "org/name", origin: "workspace" },
    ]);
  });

  it("no further than the limits", async () => {
    await model("1", "2", "3");
    await model("1", "2");
    assert.deepEqual(folders(await found({ workspace: [folder()] }, { depth: 2, folders: 100 })), ["1/2"]);
    assert.deepEqual(folders(await found({ workspace: [folder()] }, { depth: 6, folders: 3 })), ["1/2"]);
    assert.deepEqual(folders(await found({ workspace: [folder()] }, { depth: 6, folders: 2 })), []);
  });

  it("not around in circles", async () => {
    await model("a");
    await symlink("..", at("a", "up"));
    await symlink(".", at("self"));
    assert.deepEqual(folders(await found({ workspace: [folder()] })), ["a"]);
    assert.deepEqual(folders(await found({ folders: [folder()] })), ["a"]);
  });

  it("in a hub cache: the snapshot of refs/main, other kinds of repositories not", async () => {
    await writeHubModel(folder(), "models--org--b", { revisions: ["aaa", "bbb"], main: "bbb" });
    await writeHubModel(folder(), "models--a", { revisions: ["ccc"], main: null });
    await writeHubModel(folder(), "datasets--org--c", { revisions: ["aaa"], main: "aaa" });
    const without = await writeHubModel(folder(), "models--org--only-gguf", { revisions: ["aaa"], main: "aaa" });
    await rm(path.join(without, "snapshots", "aaa", "config.json"));
    await mkdir(at(".locks"));
    assert.deepEqual(await found({ hub: [folder()] }), [
      { folder: at("models--a", "snapshots", "ccc"), name: "a", origin: "hub" },
      { folder: at("models--org--b", "snapshots", "bbb"), name: "org/b", origin: "hub" },
    ]);
  });

  it("in a hub cache without a snapshot to take: the folder, so that opening it says why", async () => {
    await writeHubModel(folder(), "models--org--broken", { revisions: ["aaa"], main: "bbb" });
    assert.deepEqual(await found({ hub: [folder()] }), [{ folder: at("models--org--broken"), name: "org/broken", origin: "hub" }]);
  });

  it("in folders that were added: itself, its children, a link to one, or the folder that has none", async () => {
    await model("own");
    await model("many", "x");
    await model("many", "y");
    await symlink(at("own"), at("many", "z"));
    await writeFiles(at("many", "pickle"), { "config.json": "{}", "pytorch_model.bin": "" });
    await mkdir(at("empty"));
    assert.deepEqual(folders(await found({ folders: [at("own")] })), ["own"]);
    assert.deepEqual(folders(await found({ folders: [at("many")] })), ["many/pickle", "many/x", "many/y", "many/z"]);
    assert.deepEqual(await found({ folders: [at("empty"), at("nowhere")] }), [
      { folder: at("empty"), name: "empty", origin: "folder" },
      { folder: at("nowhere"), name: "nowhere", origin: "folder" },
    ]);
  });

  it("each once, under the place that comes first", async () => {
    await model("models", "starter");
    await symlink(at("models", "starter"), at("link"));
    const places = await found({ embedded: [at("models")], workspace: [folder()], folders: [at("models", "starter"), at("link")] });
    assert.deepEqual(places, [{ folder: at("models", "starter"), name: "starter", origin: "embedded" }]);
  });

  it("until it is told to stop", async () => {
    for (const name of ["a", "b", "c"]) await model(name);
    const stop = new AbortController();
    const seen: string[] = [];
    await assert.rejects(async () => {
      for await (const place of findModels({ embedded: [], workspace: [folder()], hub: [], folders: [] }, stop.signal)) {
        seen.push(place.name);
        stop.abort();
      }
    }, Cancelled);
    assert.deepEqual(seen, ["a"]);
  });
});
