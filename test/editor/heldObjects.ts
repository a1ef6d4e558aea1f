import { Session } from "node:inspector/promises";
import { getHeapSnapshot } from "node:v8";

/** What this extension host holds once its garbage is collected. */
export interface Held {
  /** Objects by the name of their class; 0 for those of which there are none. */
  readonly counts: Readonly<Record<string, number>>;
  readonly heapMegabytes: number;
}

/** Of a heap snapshot, what is needed to count its objects. */
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[], ...unknown[]] } };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/** Counts the objects of these classes that are held, the extension's among them: its bundle keeps their names. */
export async function heldObjects(classes: readonly string[]): Promise<Held> {
  const session = new Session();
  session.connect();
  await session.post("HeapProfiler.collectGarbage");
  session.disconnect();
  const heapMegabytes = process.memoryUsage().heapUsed / 1e6;
  const chunks: Buffer[] = [];
  for await (const chunk of getHeapSnapshot()) chunks.push(chunk as Buffer);
  const { snapshot: { meta }, nodes, strings } = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Snapshot;
  const width = meta.node_fields.length;
  const [type, name] = [meta.node_fields.indexOf("type"), meta.node_fields.indexOf("name")];
  const object = meta.node_types[0].indexOf("object");
  const counts: Record<string, number> = Object.fromEntries(classes.map(one => [one, 0]));
  for (let node = 0; node < nodes.length; node += width) {
    if (nodes[node + type] !== object) continue;
    const one = strings[nodes[node + name] ?? 0] ?? "";
    if (one in counts) counts[one] = (counts[one] ?? 0) + 1;
  }
  return { counts, heapMegabytes };
}
