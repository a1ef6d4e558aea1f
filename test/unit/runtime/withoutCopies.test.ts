import assert from "node:assert/strict";
import { encode } from "../../../src/runtime/graph/encode";
import { Graph } from "../../../src/runtime/graph/graph";
import { cpuLowering } from "../../../src/runtime/graph/lowering";
import { withoutCopies } from "../../../src/runtime/graph/withoutCopies";
import { withoutUnread } from "../../../src/runtime/graph/withoutUnread";
import { Session } from "../../../src/runtime/session";

const parameters = {
  find: (path: string): never => {
    throw new Error(`no parameter ${path} in this test`);
  },
};

describe("What a graph computes", () => {
  const built = (): Graph => {
    const g = new Graph({ sizes: { two: 2 }, parameters, lowering: cpuLowering });
    const x = g.input("x", "two");
    const sum = g.add(x, x);
    g.output("sum", sum);
    g.output("again", sum);
    g.output("input", x);
    g.output("product", g.multiply(sum, sum));
    return g;
  };

  it("bears the name of its output; only what has another name already, and inputs, are copied", () => {
    const ops = withoutCopies(built()).map(({ op, inputs, outputs }) => `${op} ${inputs.join(" ")} → ${outputs.join(" ")}`);
    assert.deepEqual(ops, ["Add x x → sum", "Identity sum → again", "Identity x → input", "Mul sum sum → product"]);
  });

  it("is cut into axes once, from what it was before it was cut, and not at all where that is what is wanted", () => {
    const g = new Graph({ sizes: { one: 1, two: 2, three: 3, six: 6 }, parameters, lowering: cpuLowering });
    const x = g.input("x", "row six");
    const apart = g.reshape(x, "row two three");
    g.output("whole", g.add(g.reshape(apart, "row six"), x));
    g.output("again", g.multiply(g.reshape(apart, "one row six"), g.scalar(2)));
    const ops = withoutUnread(withoutCopies(g), g.outputs).map(({ op, inputs: [first] }) => `${op} ${first}`);
    assert.deepEqual(ops, ["Add x", "Reshape x", `Mul ${g.nodes.find(({ op, inputs }) => op === "Reshape" && inputs[1] === "integers_1_-1_6")?.outputs[0]}`]);
  });

  it("is left out where nobody reads it", () => {
    const g = built();
    g.multiply(g.add(g.input("x", "two"), g.scalar(1)), g.scalar(2));
    assert.deepEqual(withoutUnread(withoutCopies(g), g.outputs), withoutCopies(built()));
  });

  it("is what was meant, under every name", async () => {
    const session = await Session.create(encode(built()), "cpu");
    try {
      const found = await session.run({ x: { data: Float32Array.of(1, -3), shape: [2] } }, ["again", "input", "product", "sum"]);
      assert.deepEqual(Object.fromEntries(Object.entries(found).map(([name, data]) => [name, [...data]])), { again: [2, -6], input: [1, -3], product: [4, 36], sum: [2, -6] });
    } finally {
      await session.dispose();
    }
  });
});
