import assert from "node:assert/strict";

import { Problem } from "../../../src/protocol/problem";
import { type Header, parseHeader } from "../../../src/runtime/checkpoints/safetensorsHeader";
import { entry } from "./safetensorsFile";
import { seededRandom } from "./seededRandom";

const HEADER = Buffer.from(
  JSON.stringify({
    __metadata__: { format: "pt" },
    "model.embed": entry("F16", [8, 4], 0, 64),
    "model.norm": entry("F32", [4], 64, 80),
    "model.é\u0000": entry("BF16", [2, 2, 2], 80, 96),
  }),
);
const DATA = 96;

/** What a header that was accepted promises: every tensor inside the data, each byte in exactly one. */
function assertSound({ tensors }: Header, header: Uint8Array, fileBytes: number): void {
  let end = 8 + header.length;
  for (const { offset, bytes } of tensors.toSorted((a, b) => a.offset - b.offset || a.bytes - b.bytes)) {
    assert.equal(offset, end);
    end += bytes;
  }
  assert.equal(end, fileBytes);
}

/** Whether the header was accepted; anything thrown that is no Problem fails the test. */
function tried(header: Uint8Array, fileBytes: number): boolean {
  try {
    assertSound(parseHeader(header, fileBytes, "file"), header, fileBytes);
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    assert.ok(["checkpoint-damaged", "tensor-type"].includes(error.code));
    return false;
  }
}

describe("a safetensors header that was damaged at random", () => {
  it("is right before", () => {
    assert.ok(tried(HEADER, 8 + HEADER.length + DATA));
  });

  it("is refused at every length but its own", () => {
    for (let length = 0; length < HEADER.length; length++) assert.equal(tried(HEADER.subarray(0, length), 8 + HEADER.length + DATA), false);
  });

  it("is refused or sound after bytes changed, were lost or repeated", () => {
    const random = seededRandom(7);
    const telling = [...'{}[]",:-0123456789eE\\.'].map(character => character.charCodeAt(0));
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const bytes = [...HEADER];
      for (let change = random(3); change >= 0; change--) {
        const at = random(bytes.length);
        const byte = random(2) === 0 ? random(256) : telling[random(telling.length)]!;
        switch (random(4)) {
          case 0:
            bytes.splice(at, random(8));
            break;
          case 1:
            bytes.splice(at, 0, ...bytes.slice(at, at + random(60)));
            break;
          default:
            bytes[at] = byte;
        }
      }
      if (tried(Uint8Array.from(bytes), 8 + bytes.length + DATA)) accepted++;
    }
    // Changes inside a name leave a sound header: both outcomes must have been seen.
    assert.ok(accepted > 100 && accepted < 19_900, `${accepted} of 20,000 accepted`);
  }).timeout(20_000);
});
