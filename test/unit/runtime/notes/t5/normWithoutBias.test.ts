import assert from "node:assert/strict";
import { seededRandom } from "../../../../../src/runtime/decoding/random";
import { fitted } from "../../../../../src/runtime/notes/t5/normWithoutBias";

const [TOKENS, WIDTH] = [24, 16];

describe("A norm by formula", () => {
  const random = seededRandom(2);
  const input = Float32Array.from({ length: TOKENS * WIDTH }, () => 0.5 + 3 * random.uniform());
  const gains = Array.from({ length: WIDTH }, () => 0.5 + random.uniform());
  const biases = Array.from({ length: WIDTH }, () => random.uniform() - 0.5);

  /** As the papers define them. */
  function normed(centred: boolean, biased: boolean): Float32Array {
    const output = new Float32Array(input.length);
    for (let token = 0; token < TOKENS; token++) {
      const row = [...input.subarray(token * WIDTH, (token + 1) * WIDTH)];
      const mean = centred ? row.reduce((a, b) => a + b) / WIDTH : 0;
      const size = Math.sqrt(row.map(value => (value - mean) ** 2).reduce((a, b) => a + b) / WIDTH);
      row.forEach((value, channel) => (output[token * WIDTH + channel] = ((value - mean) / size) * gains[channel]! + (biased ? biases[channel]! : 0)));
    }
    return output;
  }

  for (const [centred, biased] of [[false, false], [true, true], [false, true], [true, false]] as const) {
    it(`is found where it ${centred ? "takes the mean off" : "leaves the mean"} and ${biased ? "adds a bias" : "adds none"}, and only there`, () => {
      const output = normed(centred, biased);
      const greatest = Math.max(...output.map(Math.abs));
      const own = fitted(input, output, WIDTH, centred, biased);
      assert.ok(own.left < 1e-6, `${own.left}`);
      if (biased) assert.ok(Math.abs(own.bias - Math.max(...biases.map(Math.abs)) / greatest) < 1e-5);
      assert.ok(fitted(input, output, WIDTH, !centred, biased).left > 0.05);
      if (biased) assert.ok(fitted(input, output, WIDTH, centred, false).left > 0.05);
      else assert.ok(fitted(input, output, WIDTH, centred, true).bias < 1e-5, "a bias of nothing");
    });
  }
});
