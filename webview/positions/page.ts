import { render } from "lit-html";
import type { positionsHost, positionsPage } from "../../src/protocol/positionsPage";
import type { PositionPicture } from "../../src/protocol/positions";
import { Cancelled, Problem, type ProblemData } from "../../src/protocol/problem";
import { parseColor } from "../draw/color";
import { tsv } from "../draw/format";
import { type SignedRamp, signedRampOn } from "../draw/signedRamp";
import type { PageHost } from "../ui/host";
import { onThemeChange, publishTheme, readTheme, type Theme } from "../ui/theme";
import { registerToolkit } from "../ui/toolkit";
import { allRows, numbersOf } from "./numbers";
import { paintHeat } from "./paint/heat";
import { plotBox, tableHeight } from "./plot";
import type { Actions, Scene } from "./scene";
import { choiceOf, initialState, pictureKey, type PositionsState, withChoice } from "./state";
import { TextAsks } from "./textAsks";
import { positionsView } from "./view/page";

/** What this page is given. */
export type PositionsHost = PageHost<typeof positionsHost, typeof positionsPage>;

const PADDING = 16;
const GAP = 28;
/** Least width of a picture where there is a choice, in pixels. */
const COMFORTABLE = 400;
const MOST_ACROSS = 3;

/** Opens the positions page in `root`: asks `host` what to show, then draws. */
export function openPositionsPage(root: HTMLElement, host: PositionsHost): void {
  registerToolkit();
  void new PositionsPage(root, host).begin();
}

class PositionsPage {
  #state: PositionsState;
  #theme: Theme = readTheme();
  #signed: SignedRamp = rampFor(this.#theme);
  #frame = 0;
  readonly #scrolled = new Map<string, number>();
  /** What each canvas was last painted with: cells do not move with the cursor. */
  readonly #painted = new WeakMap<Element, readonly unknown[]>();
  readonly #text: TextAsks;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: PositionsHost,
  ) {
    this.#state = initialState(host.restore());
    this.#text = new TextAsks(host, {
      text: () => this.#state.text,
      positions: () => this.#state.positions,
      set: text => this.#update(state => ({ ...state, text })),
    });
  }

  async begin(): Promise<void> {
    publishTheme(this.#theme);
    onThemeChange(() => {
      this.#theme = readTheme();
      this.#signed = rampFor(this.#theme);
      publishTheme(this.#theme);
      this.#changed();
    });
    window.addEventListener("resize", this.#changed);
    this.#draw();
    this.host.answer({
      textChanged: () => {
        // Before the model is read, reading it goes on to the text.
        if (this.#state.positions) this.#askText();
        return null;
      },
    });
    await this.host.ask.ready(null);
    await this.#describe();
  }

  async #describe(): Promise<void> {
    this.#update(state => ({ ...state, activity: { kind: "reading" } }));
    try {
      const positions = await this.host.ask.describe(null);
      this.#update(state => ({ ...state, positions, activity: { kind: "shown" } }));
      this.#askText();
    } catch (error) {
      this.#failed(error);
    }
  }

  #askText(): void {
    this.#ask(this.#text.begin());
  }

  #failed(error: unknown): void {
    if (error instanceof Cancelled) return;
    const problem = Problem.from(error).toData();
    this.#update(state => ({ ...state, activity: { kind: "failed", problem } }));
  }

  #update(change: (state: PositionsState) => PositionsState): void {
    this.#state = change(this.#state);
    this.host.keep(this.#state.choices);
    this.#changed();
  }

  readonly #changed = (): void => {
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  readonly #actions: Actions = {
    choose: (key, change) => this.#update(state => withChoice(state, key, typeof change === "function" ? change(choiceOf(state, key)) : change)),
    copy: (picture, sheet) => this.#ask(this.host.ask.copy({ text: tsv(allRows(numbersOf(picture, sheet))) })),
    remedy: ({ code }: ProblemData) => this.#ask(this.host.ask.remedy({ code })),
    retry: () => void this.#describe(),
    chooseHead: change => this.#text.choose(change),
    setChange: change => this.#update(state => ({ ...state, text: state.text && { ...state.text, change, tried: null, triedPictures: [] } })),
    tryOut: () => void this.#text.tryOut(),
  };

  #ask(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#failed(error));
  }

  readonly #draw = (): void => {
    this.#frame = 0;
    const whole = this.root.clientWidth - 2 * PADDING;
    const scene: Scene = {
      theme: this.#theme,
      signed: this.#signed,
      across: pictures => across(pictures, whole),
      scrolled: this.#scrolled,
      scroll: (key, top) => {
        this.#scrolled.set(key, top);
        this.#changed();
      },
    };
    render(positionsView(this.#state, scene, this.#actions), this.root);
    for (const { stack, pictures } of this.#state.positions?.stacks ?? []) for (const picture of pictures) this.#paint(pictureKey(stack, picture.id), picture, across(pictures.length, whole).width);
    // The scroll bar has only now come into being, and takes room.
    if (this.root.clientWidth - 2 * PADDING !== whole) this.#changed();
  };

  #paint(key: string, picture: PositionPicture, width: number): void {
    const canvas = picture.kind === "table" ? this.root.querySelector<HTMLCanvasElement>(`canvas[data-picture="${key}"]`) : null;
    if (!canvas || picture.kind !== "table") return;
    const sheet = Math.min(choiceOf(this.#state, key).sheet, picture.sheets.length - 1);
    const painted = [picture, sheet, width, this.#theme, window.devicePixelRatio];
    const before = this.#painted.get(canvas);
    if (before && painted.every((value, index) => value === before[index])) return;
    this.#painted.set(canvas, painted);
    paintHeat(canvas, picture, sheet, plotBox(width, tableHeight(picture.rows.at.length)), this.#theme, this.#signed);
  }
}

/** As many side by side as fit and fill their rows evenly. */
function across(pictures: number, whole: number): { count: number; width: number } {
  const fitting = Math.min(MOST_ACROSS, Math.max(1, Math.floor((whole + GAP) / (COMFORTABLE + GAP))));
  const count = Math.ceil(pictures / Math.ceil(pictures / fitting)) || 1;
  return { count, width: Math.floor((whole - GAP * (count - 1)) / count) };
}

function rampFor({ background, highContrast, dark }: Theme): SignedRamp {
  return signedRampOn(parseColor(background)?.rgb ?? (dark ? [30, 30, 30] : [255, 255, 255]), highContrast);
}
