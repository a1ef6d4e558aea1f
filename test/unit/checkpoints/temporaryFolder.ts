import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A folder for each test of the suite that calls this, removed after it; real, so that paths can be compared. */
export function temporaryFolder(): () => string {
  let folder = "";
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), "model-lens-")));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return () => folder;
}
