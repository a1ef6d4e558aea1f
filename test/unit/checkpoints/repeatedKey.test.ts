import assert from "node:assert/strict";

import { repeatedKey } from "../../../src/runtime/checkpoints/repeatedKey";

describe("a key that is repeated", () => {
  for (const [json, wanted] of [
    ["{}", null],
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}', null],
    ['{"a":"a","b":"a:a"}', null],
    ['{"a":1,"b":2,"a":3}', "a"],
    ['{"x":[1,{"b":1,"b":2}]}', "b"],
    ['{"\\u0061":1,"a":2}', "a"],
    ['{"\\"":1,"}":2,"\\"":3}', '"'],
    ['{"a\\\\":1,"a":2,"a\\\\" : 3}', "a\\"],
    ['{"":1,"":2}', ""],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ] as const) {
    it(`${json} → ${wanted === null ? "none" : JSON.stringify(wanted)}`, () => {
      assert.doesNotThrow(() => JSON.parse(json) as unknown);
      assert.equal(repeatedKey(json), wanted);
    });
  }
});
