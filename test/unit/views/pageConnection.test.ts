import assert from "node:assert/strict";
import { ResponseError } from "vscode-jsonrpc/node";
import { call, client, serve } from "../../../src/protocol/rpc";
import { Problem } from "../../../src/protocol/problem";
import { exactBuffers } from "../../../src/views/panels/exactBuffers";
import { pageConnection, type PageConnection } from "../../../src/views/panels/pageConnection";

const contract = {
  halves: call<{ values: Float32Array }, { halves: Float32Array }, { part: Uint8Array }>(),
  fail: call<null, null>(),
};

/** Both ends of a channel that clones what is posted, as `postMessage` does. */
function bothEnds(): { host: PageConnection; page: PageConnection; posted: unknown[] } {
  const posted: unknown[] = [];
  const to = (other: () => PageConnection) => ({
    postMessage: (message: unknown) => {
      posted.push(message);
      other().accept(structuredClone(message));
      return Promise.resolve(true);
    },
  });
  const host: PageConnection = pageConnection(to(() => page));
  const page: PageConnection = pageConnection(to(() => host));
  return { host, page, posted };
}

describe("page connection", () => {
  it("carries requests, items, typed arrays and problems both ways", async () => {
    const { host, page, posted } = bothEnds();
    serve<typeof contract>(
      host.connection,
      {
        halves({ values }, { emit }) {
          emit({ part: Uint8Array.of(1, 2, 3, 4).subarray(1, 3) });
          return { halves: values.map(value => value / 2) };
        },
        fail() {
          throw new Problem("run-gone", "It is gone.", { remedy: "Run it again." });
        },
      },
      (code, message, data) => new ResponseError(code, message, data),
    );
    const asked = client(page.connection, contract);
    const items: Uint8Array[] = [];
    const large = Float32Array.from({ length: 10_000 }, (_, index) => index);
    const { halves } = await asked.halves({ values: large.subarray(2, 4) }, { onItem: ({ part }) => items.push(part) });
    assert.deepEqual(halves, Float32Array.of(1, 1.5));
    assert.deepEqual(items, [Uint8Array.of(2, 3)]);
    const sizes = JSON.stringify(posted, (_, value: unknown) => (ArrayBuffer.isView(value) ? value.buffer.byteLength : value));
    assert.match(sizes, /"values":8\b/, "a view of two numbers carries two numbers");
    assert.match(sizes, /"part":2\b/);
    await assert.rejects(asked.fail(null), error => error instanceof Problem && error.code === "run-gone" && error.remedy === "Run it again.");
    host.dispose();
    page.dispose();
  });

  it("sends items that follow each other closely together, in their order and before the result", async () => {
    const { host, page, posted } = bothEnds();
    serve<typeof contract>(
      host.connection,
      {
        halves: ({ values }, { emit }) => {
          for (let part = 0; part < 100; part++) emit({ part: Uint8Array.of(part) });
          return { halves: values };
        },
        fail: () => null,
      },
      (code, message, data) => new ResponseError(code, message, data),
      16,
    );
    const items: number[] = [];
    await client(page.connection, contract).halves({ values: Float32Array.of(1) }, { onItem: ({ part }) => items.push(part[0] as number) });
    assert.deepEqual(items, Array.from({ length: 100 }, (_, part) => part));
    // The request, its first item, all others, the result.
    assert.equal(posted.length, 4);
    host.dispose();
    page.dispose();
  });

  it("rejects what is pending when a page goes", async () => {
    const silent = pageConnection({ postMessage: () => Promise.resolve(false) });
    const pending = client(silent.connection, contract).fail(null);
    silent.dispose();
    await assert.rejects(pending);
  });
});

describe("exact buffers", () => {
  it("leaves alone what needs no change", () => {
    const plain = { list: [{ a: 1 }, { b: [1, 2] }], text: "x", none: null };
    assert.equal(exactBuffers(plain), plain);
    const whole = { values: new Uint8Array(4) };
    assert.equal(exactBuffers(whole), whole);
  });

  it("cuts views however deep they lie, and refuses what it does not know", () => {
    const deep = { a: [{ b: new Uint8Array(100).subarray(10, 12) }] };
    assert.equal(exactBuffers(deep).a[0]?.b.buffer.byteLength, 2);
    assert.throws(() => exactBuffers(new DataView(new ArrayBuffer(8), 1)), TypeError);
  });
});
