import { bucketOf } from "../model/positions/bucketBias";
import { axis, counted, figure } from "./axes";
import type { Describer } from "./describer";

/** Distances that are shown behind the one from which all share a bucket. */
const BEYOND = 16;

/** Which distances share a bucket, and the bias that each head has learned for them. */
export const bucketPositions: Describer<"buckets"> = async ({ buckets, farthest, sides }, { table: read }) => {
  const { columns: heads, values } = await read("rel.W_bias");
  const reach = farthest + BEYOND;
  const distances = counted(reach + 1 + (sides === "both" ? reach : 0)).map(index => index - reach);
  const bucket = distances.map(distance => bucketOf(distance, buckets, farthest, sides));
  const exact = Math.floor((sides === "both" ? Math.floor(buckets / 2) : buckets) / 2);
  const bias = (place: number, head: number): number => values[place * heads + head] as number;
  const distance = axis("Key − query", distances, "positions");
  return {
    name: "Relative bias by bucket",
    explanation:
      "Nothing is added to the tokens. Each head has learned a number for each bucket of distances, which joins the scores before the softmax; every layer uses the same numbers. Near distances have a bucket each, farther ones share by logarithm, and those far away have one in common.",
    formula: "score(q, k) = q·k + bias[bucket(key − query), head]",
    paper: "Raffel et al. 2019, section 2.1",
    facts: [
      { name: "Buckets", value: `${figure(buckets)}${sides === "both" ? ", half of them for later keys" : ", all for earlier keys"}` },
      { name: "A bucket each", value: `up to ${figure(exact - 1)} positions apart` },
      { name: "One bucket for all", value: `from ${figure(-(distances[bucket.lastIndexOf(bucket[0] as number, reach)] as number))} positions on` },
      { name: "Heads", value: figure(heads) },
      { name: "Bias", value: `${figure(Math.min(...values))} to ${figure(Math.max(...values))}` },
    ],
    pictures: [
      {
        kind: "curves",
        id: "bias",
        title: "Bias by distance, per head",
        about: `What joins the score of a key so far from the query; a difference of 1 makes a key e ≈ 2.7 times heavier.${sides === "past" ? " Later keys are masked." : ""}`,
        x: distance,
        value: { name: "bias", unit: "" },
        lines: counted(heads).map(head => ({ name: `head ${head}`, values: Float32Array.from(bucket, place => bias(place, head)) })),
        logarithmic: false,
        steps: true,
      },
      {
        kind: "curves",
        id: "buckets",
        title: "Bucket of each distance",
        about: "One by one at first, then wider by logarithm.",
        x: distance,
        value: { name: "bucket", unit: "" },
        lines: [{ name: "bucket", values: Float32Array.from(bucket) }],
        logarithmic: false,
        steps: true,
      },
      {
        kind: "table",
        id: "table",
        title: "The table",
        about: "The learned number of each head and bucket.",
        rows: axis("Head", counted(heads)),
        columns: axis("Bucket", counted(buckets)),
        value: { name: "bias", unit: "" },
        sheets: [{ name: "", values: Float32Array.from(counted(heads).flatMap(head => counted(buckets).map(place => bias(place, head)))) }],
      },
    ],
  };
};
