import { render } from "lit-html";
import type { positionsHost, positionsPage } from "../../src/protocol/positionsPage";
import { Cancelled, Problem, type ProblemData } from "../../src/protocol/problem";
import { allRows, numbersOf } from "../../src/report/pictureNumbers";
import { tsv } from "../draw/format";
import type { SignedRamp } from "../draw/signedRamp";
import { across, signedRampFor } from "../pictures/layout";
import { Canvases } from "../pictures/paint/canvases";
import { choiceOf, withChoice } from "../pictures/pictureState";
import type { PictureScene } from "../pictures/scene";
import type { PageHost } from "../ui/host";
import { onThemeChange, publishTheme, readTheme, type Theme } from "../ui/theme";
import { registerToolkit } from "../ui/toolkit";
import type { Actions } from "./scene";
import { initialState, pictureKey, type PositionsState } from "./state";
import { TextAsks } from "./textAsks";
import { positionsView } from "./view/page";

/** What this page is given. */
export type PositionsHost = PageHost<typeof positionsHost, typeof positionsPage>;

const PADDING = 16;

/** Opens the positions page in `root`: asks `host` what to show, then draws. */
export function openPositionsPage(root: HTMLElement, host: PositionsHost): void {
  registerToolkit();
  void new PositionsPage(root, host).begin();
}

class PositionsPage {
  #state: PositionsState;
  #theme: Theme = readTheme();
  #signed: SignedRamp = signedRampFor(this.#theme);
  #frame = 0;
  readonly #scrolled = new Map<string, number>();
  readonly #canvases: Canvases;
  readonly #text: TextAsks;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: PositionsHost,
  ) {
    this.#state = initialState(host.restore());
    this.#canvases = new Canvases(root);
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
      this.#signed = signedRampFor(this.#theme);
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
    const scene: PictureScene = {
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
    for (const { stack, pictures } of this.#state.positions?.stacks ?? []) for (const picture of pictures) this.#canvases.paint(pictureKey(stack, picture.id), picture, across(pictures.length, whole).width, this.#state, scene);
    // The scroll bar has only now come into being, and takes room.
    if (this.root.clientWidth - 2 * PADDING !== whole) this.#changed();
  };
}
