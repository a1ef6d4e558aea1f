import { render } from "lit-html";
import type { notesHost, notesPage } from "../../src/protocol/notesPage";
import { Cancelled, Problem } from "../../src/protocol/problem";
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
import type { Actions } from "./actions";
import { asUsual, begun, chosenSettings, ended, evidenceOf, found, initialState, joined, type NotesState, pictureKey, sameTarget, stopping, toKeep, told, whyNot, withEntry, withShown } from "./state";
import { drawnSideBySide } from "./view/evidence";
import { notesView } from "./view/page";

/** What this page is given. */
export type NotesHost = PageHost<typeof notesHost, typeof notesPage>;

const PADDING = 16;
/** Beyond these widths, in pixels, pictures and lines of text are no easier to read. */
const WIDEST = { page: 1_320, picture: 820 } as const;

/** Opens the notes page in `root`: asks `host` what to show, then draws. */
export function openNotesPage(root: HTMLElement, host: NotesHost): void {
  registerToolkit();
  void new NotesPage(root, host).begin();
}

class NotesPage {
  #state: NotesState;
  #theme: Theme = readTheme();
  #signed: SignedRamp = signedRampFor(this.#theme);
  #frame = 0;
  /** Null while the page takes part in no run. */
  #run: AbortController | null = null;
  /** Of the questions what is shown, the last one counts. */
  #asked = 0;
  readonly #scrolled = new Map<string, number>();
  readonly #canvases: Canvases;

  constructor(
    private readonly root: HTMLElement,
    private readonly host: NotesHost,
  ) {
    this.#state = initialState(host.restore());
    this.#canvases = new Canvases(root);
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
    this.host.answer({ shownChanged: () => (this.#ask(this.#show()), null) });
    await this.host.ask.ready(null);
    this.#ask(this.#show());
  }

  async #show(): Promise<void> {
    const asked = ++this.#asked;
    const shown = await this.host.ask.shown(null);
    if (asked !== this.#asked) return;
    // The host goes on with a run whose statement or model is no longer shown; the page has no part in it.
    if (this.#state.shown && !sameTarget(this.#state.shown, shown)) this.#run = null;
    this.#update(state => withShown(state, shown));
    if (!shown.running || this.#run) return;
    this.#update(joined);
    await this.#follow();
  }

  /** Takes part in a run with the options as they are, from its beginning or from where it is. */
  async #follow(): Promise<void> {
    const run = (this.#run = new AbortController());
    const mine = (change: (state: NotesState) => NotesState): void => {
      if (this.#run === run) this.#update(change);
    };
    try {
      const finding = await this.host.ask.run({ settings: chosenSettings(this.#state) }, { signal: run.signal, onItem: item => mine(state => told(state, item)) });
      mine(state => found(state, finding));
    } catch (error) {
      mine(state => ended(state, error instanceof Cancelled ? null : Problem.from(error).toData()));
    }
    if (this.#run !== run) return;
    this.#run = null;
    await this.#show();
  }

  async #begin(afresh: boolean): Promise<void> {
    if (this.#run || whyNot(this.#state) !== null) return;
    if (afresh) {
      await this.host.ask.forgetPoints(null);
      this.#update(state => ({ ...state, partial: [], shown: state.shown && { ...state.shown, points: 0 } }));
    }
    this.#update(begun);
    await this.#follow();
  }

  #update(change: (state: NotesState) => NotesState): void {
    const { choices, settings, shown } = this.#state;
    this.#state = change(this.#state);
    // A sweep tells hundreds of points, and none of them is to be kept.
    if (choices !== this.#state.choices || settings !== this.#state.settings || shown?.about !== this.#state.shown?.about) this.host.keep(toKeep(this.#state));
    this.#changed();
  }

  readonly #changed = (): void => {
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  readonly #actions: Actions = {
    choose: (key, change) => this.#update(state => withChoice(state, key, typeof change === "function" ? change(choiceOf(state, key)) : change)),
    copy: (picture, sheet) => this.#ask(this.host.ask.copy({ text: tsv(allRows(numbersOf(picture, sheet))) })),
    look: look => this.#ask(this.host.ask.look({ look })),
    enter: (name, typed) => this.#update(state => withEntry(state, name, typed)),
    usual: () => this.#update(asUsual),
    run: afresh => this.#ask(this.#begin(afresh)),
    stop: () => {
      this.#run?.abort();
      this.#update(stopping);
    },
    select: what => this.#ask(this.host.ask.choose({ what })),
    runEmbedded: () => this.#ask(this.#runEmbedded()),
    openPaper: () => this.#ask(this.host.ask.openPaper(null)),
    openView: () => this.#ask(this.host.ask.openView(null)),
    export: what => this.#ask(this.host.ask.export(what)),
    copyText: text => this.#ask(this.host.ask.copy({ text })),
    remedy: ({ code }) => this.#ask(this.host.ask.remedy({ code })),
  };

  async #runEmbedded(): Promise<void> {
    await this.host.ask.choose({ what: "embedded" });
    await this.#show();
    await this.#begin(false);
  }

  #ask(answer: Promise<unknown>): void {
    if (this.#state.refused) this.#update(state => ({ ...state, refused: null }));
    answer.catch((error: unknown) => {
      if (!(error instanceof Cancelled)) this.#update(state => ({ ...state, refused: Problem.from(error).toData() }));
    });
  }

  readonly #draw = (): void => {
    this.#frame = 0;
    const whole = Math.min(this.root.clientWidth - 2 * PADDING, WIDEST.page);
    const scene: PictureScene = {
      theme: this.#theme,
      signed: this.#signed,
      across: pictures => {
        const { count, width } = across(pictures, whole);
        return { count, width: Math.min(width, WIDEST.picture) };
      },
      scrolled: this.#scrolled,
      scroll: (key, top) => {
        this.#scrolled.set(key, top);
        this.#changed();
      },
    };
    render(notesView(this.#state, scene, this.#actions), this.root);
    const { shown } = this.#state;
    const pictures = evidenceOf(this.#state);
    const { width } = scene.across(drawnSideBySide(pictures));
    if (shown) for (const picture of pictures) this.#canvases.paint(pictureKey(shown.about.id, picture.id), picture, width, this.#state, scene);
    // The scroll bar has only now come into being, and takes room.
    if (Math.min(this.root.clientWidth - 2 * PADDING, WIDEST.page) !== whole) this.#changed();
  };
}
