/**
 * `value` with every typed array on a buffer of exactly its size. A view over a large buffer would otherwise carry the
 * whole of it through `postMessage`, and what arrives from the runtime is often a view over the message it came in.
 * Parts without such a view stay the objects they are.
 */
export function exactBuffers<T>(value: T): T {
  return exact(value) as T;
}

function exact(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return exactView(value);
  if (typeof value !== "object" || value === null || value instanceof ArrayBuffer) return value;
  if (Array.isArray(value)) {
    const members = value.map(exact);
    return members.some((member, index) => member !== value[index]) ? members : value;
  }
  const entries = Object.entries(value);
  const members = entries.map(([name, member]) => [name, exact(member)] as const);
  return members.some(([, member], index) => member !== entries[index]?.[1]) ? Object.fromEntries(members) : value;
}

function exactView(view: ArrayBufferView): ArrayBufferView {
  if (view.byteLength === view.buffer.byteLength) return view;
  if (view instanceof Uint8Array) return new Uint8Array(view);
  if (view instanceof Float32Array) return new Float32Array(view);
  if (view instanceof Int32Array) return new Int32Array(view);
  if (view instanceof Uint16Array) return new Uint16Array(view);
  throw new TypeError(`No page is sent a ${view.constructor.name}.`);
}
