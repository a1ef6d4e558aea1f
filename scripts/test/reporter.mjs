import { writeFileSync } from "node:fs";
import Mocha from "mocha";

/**
 * Mocha's usual report, and the count of tests as JSON in the file that MODEL_LENS_TEST_RESULTS names. Written at the
 * very end, so that a process that dies on the way leaves none.
 */
export default class CountingReporter extends Mocha.reporters.Spec {
  /** @override @param {number} failures @param {(failures: number) => void} [finished] */
  done(failures, finished) {
    const file = process.env["MODEL_LENS_TEST_RESULTS"];
    if (file !== undefined) writeFileSync(file, JSON.stringify({ passed: this.stats.passes, failed: this.stats.failures }));
    finished?.(failures);
  }
}
