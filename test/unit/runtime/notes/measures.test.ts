import assert from "node:assert/strict";
import { smoothedCrossEntropy, crossEntropy } from "../../../../src/runtime/commands/loss";
import { rankCorrelation } from "../../../../src/runtime/notes/rankCorrelation";

const close = (value: number, wanted: number, within = 1e-6): void => assert.ok(Math.abs(value - wanted) <= within, `${value}, not ${wanted}`);

describe("What statements measure with", () => {
  it("smooths a label as PyTorch's cross_entropy does", () => {
    // F.cross_entropy(tensor([1., 2., 3.]), tensor(0), label_smoothing=0.1): 0.9 · 2.407606 + 0.1 · (2.407606 + 1.407606 + 0.407606) / 3
    close(smoothedCrossEntropy(Float32Array.of(1, 2, 3), 0, 0.1), 0.9 * 2.407606 + 0.1 * 1.407606, 1e-5);
    close(smoothedCrossEntropy(Float32Array.of(1, 2, 3), 2, 0.1), 0.9 * 0.407606 + 0.1 * 1.407606, 1e-5);
    close(smoothedCrossEntropy(Float32Array.of(0.3, -2, 9), 1, 0), crossEntropy(Float32Array.of(0.3, -2, 9), 1));
  });

  it("correlates ranks as SciPy's spearmanr does", () => {
    close(rankCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]), 0.8207826816681233, 1e-12);
    close(rankCorrelation([1, 2, 3], [9, 4, 1]), -1, 1e-12);
    assert.equal(rankCorrelation([1, 2, 3], [4, 4, 4]), 0);
  });
});
