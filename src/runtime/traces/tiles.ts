import { TILE, type HeadOfRun, type Tile, type TileRequest, type Weighting } from "../../protocol/attention";
import { Cancelled, Problem } from "../../protocol/problem";
import { weighBy, weighedBands } from "./weightings";
import type { AttentionOf } from "./passage";
import { type Band, keyCount } from "./patterns";

/** At level n a picture is ⌈queries / 2ⁿ⌉ × ⌈keys / 2ⁿ⌉ cells; a strip is one tile high and as wide as the picture. */
interface Strip {
  readonly rows: number;
  readonly width: number;
  readonly values: Uint8Array;
  readonly scale: number;
}

/** Cuts tiles out of strips; a strip is computed once for all tiles of its row. */
export class Tiles {
  readonly #strips = new Map<string, Promise<Strip>>();

  /** Strips kept; at 2,000 tokens one takes at most 0.5 MB. */
  static readonly KEPT = 64;

  async tile(of: AttentionOf, request: TileRequest, signal: AbortSignal): Promise<Tile> {
    of.run.noteAsked();
    const { level, row, column } = request;
    const down = Math.ceil(of.run.ids.length / 2 ** level / TILE);
    const across = Math.ceil(keyCount(of) / 2 ** level / TILE);
    const whole = [level, row, column].every(number => Number.isInteger(number) && number >= 0);
    if (!whole || level > 30 || row >= down || column >= across) {
      throw new Problem("input-invalid", `There is no tile ${row}, ${column} at level ${level}: the picture has ${down} × ${across}.`, { remedy: "Run again." });
    }
    const strip = await this.#shared(of, request, signal);
    const columns = Math.min(TILE, strip.width - column * TILE);
    const values = new Uint8Array(strip.rows * columns);
    for (let y = 0; y < strip.rows; y++) {
      const start = y * strip.width + column * TILE;
      values.set(strip.values.subarray(start, start + columns), y * columns);
    }
    return { rows: strip.rows, columns, values, scale: strip.scale };
  }

  /** Forgets what belongs to a run. */
  release(run: string): void {
    for (const key of this.#strips.keys()) if (key.startsWith(`${run} `) || key.startsWith(`${run}/`)) this.#strips.delete(key);
  }

  /** A strip that another request began and took back is begun again. */
  async #shared(of: AttentionOf, request: TileRequest, signal: AbortSignal): Promise<Strip> {
    for (;;) {
      try {
        return await this.#strip(of, request, signal);
      } catch (error) {
        if (!(error instanceof Cancelled) || signal.aborted) throw error;
      }
    }
  }

  #strip(of: AttentionOf, { run: id, layer, head, weighting, level, row }: TileRequest, signal: AbortSignal): Promise<Strip> {
    const key = `${id} ${layer} ${head} ${weighting} ${level} ${row}`;
    const known = this.#strips.get(key);
    this.#strips.delete(key);
    const strip = known ?? of.run.look(layer, () => stripOf(of, { layer, head, weighting, level, row }, signal));
    this.#strips.set(key, strip);
    // One that was cancelled, or failed, must be computed anew for the next who asks.
    strip.catch(() => this.#strips.get(key) === strip && this.#strips.delete(key));
    for (const oldest of this.#strips.keys()) {
      if (this.#strips.size <= Tiles.KEPT) break;
      this.#strips.delete(oldest);
    }
    return strip;
  }
}

async function stripOf(of: AttentionOf, place: Omit<HeadOfRun, "run"> & { weighting: Weighting; level: number; row: number }, signal: AbortSignal): Promise<Strip> {
  const { layer, head, level, row } = place;
  const [length, keys] = [of.run.ids.length, keyCount(of)];
  const cell = 2 ** level;
  const width = Math.ceil(keys / cell);
  const rows = Math.min(TILE, Math.ceil(length / cell) - row * TILE);
  const greatest = new Float32Array(rows * width);
  const weigh = await weighBy(place.weighting, of, layer, head);
  const queries = { from: row * TILE * cell, to: Math.min(length, (row + 1) * TILE * cell) };
  for await (const band of weighedBands(of, layer, head, queries, weigh, signal)) addGreatest(greatest, width, level, band, queries.from);
  const values = new Uint8Array(greatest.length);
  if (weigh.scale > 0) for (let at = 0; at < values.length; at++) values[at] = Math.round(255 * Math.sqrt((greatest[at] as number) / weigh.scale));
  return { rows, width, values, scale: weigh.scale };
}

/** Raises each cell [row, column] of a strip that begins at query `first` to the greatest of what a band has in it. */
function addGreatest(greatest: Float32Array, width: number, level: number, { rows, keys, pattern }: Band, first: number): void {
  for (let query = rows.from, start = 0; query < rows.to; query++, start += keys.to - keys.from) {
    const target = ((query - first) >> level) * width;
    // Cell by cell, so that each is read and written once: of a long text they hold many keys.
    for (let key = keys.from, at = target + (key >> level); key < keys.to; at++) {
      const end = Math.min(keys.to, ((key >> level) + 1) << level);
      let most = greatest[at] as number;
      for (; key < end; key++) {
        const value = pattern[start + key - keys.from] as number;
        if (value > most) most = value;
      }
      greatest[at] = most;
    }
  }
}
