import type { AttentionChoice, Line } from "../../src/protocol/attention";
import { strengthOf } from "../draw/ramp";
import { Newest } from "../ui/newest";
import { markedToken, pinnedInSource, tintLine } from "./editorSide";
import type { Lines } from "./lines";
import type { AttentionHost } from "./pageActions";
import { type AttentionState, kept } from "./state";
import { greatest } from "./tokenRows";

interface Mark {
  readonly token: number | null;
  readonly pinned: number | null;
}

/** Keeps the editor and the host's memory in step with what is looked at. The newest wins; nothing is sent twice. */
export class EditorMarks {
  readonly #mark: Newest<Mark>;
  readonly #tint: Newest<Line | null>;
  readonly #chose: Newest<AttentionChoice>;
  #revealed: number | null = null;

  constructor(
    private readonly host: AttentionHost,
    private readonly lines: Lines,
    failed: (error: unknown) => void,
  ) {
    const { ask } = host;
    this.#mark = new Newest(
      mark => this.#send(mark).catch(failed),
      (one, other) => one.token === other.token && one.pinned === other.pinned,
    );
    this.#tint = new Newest(line => ask.tintTokens({ weights: line && tints(line) }).catch(failed));
    this.#chose = new Newest(choice => ask.chose(choice).catch(failed));
  }

  /** Tells what has changed; a tint follows once its line is here. */
  follow(state: AttentionState): void {
    if (!state.shown) return;
    this.#mark.offer({ token: markedToken(state), pinned: pinnedInSource(state) });
    const wanted = tintLine(state);
    const line = wanted && this.lines.get(wanted);
    if (line !== undefined) this.#tint.offer(line);
    this.#chose.offer(state.choice);
    this.host.keep(kept(state));
  }

  /** Only a pinned token is worth scrolling the editor for, and only once. */
  async #send({ token, pinned }: Mark): Promise<void> {
    const reveal = pinned !== null && pinned !== this.#revealed;
    this.#revealed = pinned;
    if (reveal) await this.host.ask.markToken({ token: pinned, reveal });
    if (!reveal || token !== pinned) await this.host.ask.markToken({ token, reveal: false });
  }
}

/** Strengths as in the picture, 0…1, of the greatest of the line: as a share of the whole, most tokens would not show. */
function tints(line: Line): Float32Array {
  const most = greatest(line);
  return line.map(value => strengthOf(value, most));
}
