import type { ListingPicture } from "../../../protocol/notes/note";
import { seededRandom, type Random } from "../../decoding/random";
import { nextTokenLosses } from "../../experiments/nextTokens";
import type { Token } from "../../../protocol/tokens";
import { numberOf, type Given, type Statement } from "../statement";
import { finishedRun } from "../textRun";
import { cardData } from "./cardData";
import { KINDS_OF_TEXT } from "./kindsOfText";

/** Nats a token by which order must help for a kind to be known. */
const KNOWN = 1;

/** Touvron et al. 2023, section 2.1 and table 1. */
export const mixture: Statement = {
  applies: ({ recipe: { head } }) => (head.task === "causal language model" ? null : `Losses of kinds of text are those of a causal language model; this one is for ${head.task}.`),
  run: async given => {
    const found: KindLoss[] = [];
    const random = seededRandom(numberOf(given, "seed"));
    for (const [kind, text] of [...KINDS_OF_TEXT, ["chosen text", given.text]] as const) {
      const [loss, shuffled, bits] = await given.point(kind, () => lossOf(given, text, random.fork(found.length)));
      found.push({ kind, loss: loss as number, shuffled: shuffled as number, bits: bits as number });
      given.progress(found.length / (KINDS_OF_TEXT.length + 1));
      given.show([listing(found)]);
    }
    const own = found.slice(0, -1);
    const gain = ({ loss, shuffled }: KindLoss): number => shuffled - loss;
    const least = own.reduce((one, other) => (gain(other) < gain(one) ? other : one));
    const [best, worst] = [own.reduce((one, other) => (other.bits < one.bits ? other : one)), own.reduce((one, other) => (other.bits > one.bits ? other : one))];
    const card = await cardData(given.loaded.card.folder);
    return {
      holds: gain(least) > KNOWN,
      figure: gain(least),
      unit: "nats a token gained from the order, in the kind with the least",
      says: `Against the same tokens shuffled, their order gains ${gain(least).toFixed(2)} nats a token and more in ${own.length} kinds of text, the least in ${least.kind}. A text takes from ${best.bits.toFixed(2)} bits a byte (${best.kind}) to ${worst.bits.toFixed(2)} (${worst.kind}).${card ? "" : " The model's folder has no card that tells its data in a table."}`,
      settings: {},
      pictures: [listing(found), ...(card ? [card] : [])],
      looks: KINDS_OF_TEXT.map(([kind, text], row) => ({ picture: "loss-by-kind", line: row, at: 0, title: kind, text, range: { start: 0, end: text.length } })),
    };
  },
};

/** What a kind of text costs a model. */
interface KindLoss {
  readonly kind: string;
  /** Nats a token. */
  readonly loss: number;
  /** The same tokens in another order. */
  readonly shuffled: number;
  /** Bits a byte: the same for all tokenizers. */
  readonly bits: number;
}

async function lossOf(given: Given, text: string, random: Random): Promise<number[]> {
  const tokens = (await given.loaded.tokenizer().encode(text)).slice(0, given.loaded.card.context);
  const straight = await nextTokenLosses(await finishedRun(given, { ids: tokens.map(({ id }) => id) }));
  // Special tokens in front stay where they are.
  const front = tokens.findIndex(({ range }) => range !== null);
  const moved = [...tokens.slice(0, front), ...shuffled(tokens.slice(front), random)];
  const other = await nextTokenLosses(await finishedRun(given, { ids: moved.map(({ id }) => id) }));
  const sum = (losses: Float32Array): number => losses.reduce((total, loss) => total + loss, 0);
  return [sum(straight) / straight.length, sum(other) / other.length, sum(straight) / Math.LN2 / predictedBytes(text, tokens)];
}

/** UTF-8 bytes of the text that the predicted tokens stand for: all but the first token's. */
function predictedBytes(text: string, tokens: readonly Token[]): number {
  const ranges = tokens.slice(1).flatMap(({ range }) => range ?? []);
  const [first, last] = [ranges[0], ranges.at(-1)];
  return first && last ? Buffer.byteLength(text.slice(first.start, last.end)) : 0;
}

/** Fisher & Yates. */
function shuffled<T>(values: readonly T[], { uniform }: Random): T[] {
  const order = [...values];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

function listing(found: readonly KindLoss[]): ListingPicture {
  return {
    kind: "listing",
    id: "loss-by-kind",
    title: "Loss by kind of text",
    about: "Short samples, in their order and with the same tokens shuffled.",
    columns: [{ name: "kind", unit: "" }, { name: "loss", unit: "nats a token" }, { name: "shuffled", unit: "nats a token" }, { name: "gained from the order", unit: "nats a token" }, { name: "bits", unit: "a byte" }, { name: "perplexity", unit: "" }],
    rows: found.map(({ kind, loss, shuffled: other, bits }) => [kind, loss, other, other - loss, bits, Math.exp(loss)]),
  };
}
