import { createRef } from "lit-html/directives/ref.js";
import type { Theme } from "../ui/theme";
import type { HeatInput } from "./heatInput";
import { HeatMap, type TileDemand } from "./heatMap";
import { seenIn, visiblePanes } from "./linked";
import { paneOf } from "./panes";
import { TileImages } from "./paint/tileImages";
import type { AttentionState } from "./state";
import type { PictureParts } from "./view/headPicture";

/** The picture of one pane: what part of it is seen, and where it is painted. */
export interface PanePicture {
  readonly map: HeatMap;
  readonly parts: PictureParts;
}

/** Shares of the window's height that a picture may take, alone and beside others, and what it takes at least, in pixels. */
const ALONE = { share: 0.74, least: 300 };
const BESIDE = { share: 0.5, least: 220 };

/** The pictures of all panes, each of which keeps what part of it is seen. Tiles are asked for only of those in sight. */
export class Pictures {
  readonly #made: (PanePicture & { readonly input: HeatInput })[] = [];

  constructor(
    private readonly tiles: TileDemand,
    private readonly inputOf: (map: HeatMap, pane: number) => HeatInput,
  ) {}

  /** The picture of the pane with this number. */
  of(pane: number): PanePicture {
    for (let next = this.#made.length; next <= pane; next++) {
      // Each pane's colours end where it suits its own length.
      const map = new HeatMap(new TileImages(), this.tiles);
      const input = this.inputOf(map, next);
      const { onPointer, onWheel, onKey, onFocus } = input;
      this.#made.push({ map, input, parts: { frame: createRef(), picture: createRef(), marks: createRef(), onPointer, onWheel, onKey, onFocus } });
    }
    const found = this.#made[pane];
    if (!found) throw new Error(`There is no pane ${pane}.`);
    return found;
  }

  /** Takes the sizes that there are, and asks for the tiles in sight. Returns whether every picture in sight has its place already. */
  want(state: AttentionState, theme: Theme): boolean {
    const { share, least } = state.beside ? BESIDE : ALONE;
    const height = Math.max(least, window.innerHeight * share);
    const visible = visiblePanes(state).map(number => ({ seen: seenIn(state, number), ...this.of(number) }));
    const needed = visible.map(({ seen, map, parts }) => {
      const [pane, frame] = [paneOf(seen), parts.frame.value];
      if (pane && frame) map.layout(pane, theme, frame.clientWidth, height);
      return map.needed(seen.choice, window.devicePixelRatio);
    });
    // Each picture as a whole first, then their details.
    this.tiles.want([...needed.flatMap(([whole]) => whole ?? []), ...needed.flatMap(([, ...details]) => details)]);
    return visible.every(({ parts }) => parts.frame.value);
  }

  /** To be told whenever the page itself scrolls. */
  readonly onPageScroll = (event: Event): void => {
    for (const { input } of this.#made) input.onPageScroll(event);
  };

  /** Another run: nothing of the one before holds. */
  clear(): void {
    this.tiles.clear();
    for (const { map } of this.#made) map.showAll();
  }

  retry(): void {
    this.tiles.retry();
  }
}
