import { render } from "lit-html";
import type { generationHost, generationPage } from "../../src/protocol/generationPage";
import type { GenerationPlace } from "../../src/protocol/generation";
import { scrollIntoView } from "../draw/listWindow";
import type { PageHost } from "../ui/host";
import { onThemeChange, publishTheme, readTheme, type Theme } from "../ui/theme";
import { registerToolkit } from "../ui/toolkit";
import type { Actions } from "./actions";
import { type Column, shownEnd, shownSteps } from "./column";
import { endOf } from "./beamTree";
import { InsideAsks } from "./insideAsks";
import { pageKeys } from "./keys";
import { Measured } from "./measured";
import { pageActions } from "./pageActions";
import { ByStepPainter, placeAt } from "./paint/byStep";
import { paintMatrix } from "./paint/matrix";
import { paintTree } from "./paint/tree";
import { tick } from "./playHead";
import { PromptTint } from "./promptTint";
import { COLUMN_GAP, Ribbon } from "./ribbonLayout";
import { Runs } from "./runs";
import type { MatrixPicture, Scene } from "./scene";
import { activeColumn, type GenerationState, headIn, initialState, kept, nodeAtHead, placeIn, rests, withSource } from "./state";
import { Store } from "./store";
import { TreeInput } from "./treeInput";
import { cursorOf } from "./view/matrix";
import { generationView } from "./view/page";
import { LINE, RIBBON_HEIGHT } from "./view/ribbon";

/** What this page is given. */
export type GenerationHost = PageHost<typeof generationHost, typeof generationPage>;

/** Opens the generation page in `root`: joins state, view and painting, and asks `host` what to continue. */
export function openGenerationPage(root: HTMLElement, host: GenerationHost): void {
  registerToolkit();
  void new GenerationPage(root, host).begin();
}

/** Milliseconds between drawings of what streams in: at least so many, and so many times what one takes. */
const STREAMED = 40;
const SHARE = 4;

class GenerationPage {
  readonly #store: Store;
  readonly #runs: Runs;
  readonly #inside: InsideAsks;
  readonly #actions: Actions;
  readonly #tree: TreeInput;
  readonly #tint: PromptTint;
  readonly #byStep = new ByStepPainter();
  readonly #ribbon = new Ribbon();
  readonly #scrolled = new Map<string, number>();
  readonly #measured = new Measured(() => this.#changed());
  readonly #cursors = new Map<string, { readonly row: number; readonly column: number }>();
  #theme: Theme = readTheme();
  #frame = 0;
  #drawn = 0;
  #took = 0;
  #waiting = 0;
  #playing = 0;
  /** Set while all steps of a column are asked for their attention. */
  #allSteps: number | null = null;
  /** Where the head was when the ribbon was last scrolled to it. */
  #seen = "";

  constructor(
    private readonly root: HTMLElement,
    private readonly host: GenerationHost,
  ) {
    this.#store = new Store(initialState(host.restore()), this.#changed);
    this.#runs = new Runs(host, this.#store, this.#soon);
    this.#inside = new InsideAsks(host, { arrive: this.#changed, fail: this.#store.failed });
    this.#tint = new PromptTint(host, this.#inside, this.#store.failed);
    this.#tree = new TreeInput(() => this.#store.state, () => this.#actions, this.#changed, () => this.#treeWidth());
    this.#actions = pageActions(this.#store, { host, runs: this.#runs, scrolled: this.#scrolled, changed: this.#changed, retry: () => (this.#store.state.source ? this.#inside.retry() : void this.#ready()), zoomTree: this.#tree.zoom });
  }

  async begin(): Promise<void> {
    publishTheme(this.#theme);
    onThemeChange(() => {
      this.#theme = readTheme();
      publishTheme(this.#theme);
      this.#changed();
    });
    window.addEventListener("resize", this.#changed);
    document.addEventListener("keydown", pageKeys(this.#store, this.#actions));
    this.#draw();
    this.host.answer({
      sourceChanged: source => {
        const before = this.#store.state;
        this.#store.update(state => withSource(state, source));
        this.#runs.follow(before, this.#store.state);
        if (source.text !== "" && !source.recorded) this.#actions.run(false);
        return null;
      },
      stale: ({ stale }) => {
        this.#store.update(state => (state.source ? { ...state, source: { ...state.source, stale } } : state));
        return null;
      },
      act: ({ action }) => {
        this.#act(action);
        return null;
      },
    });
    await this.#ready();
  }

  async #ready(): Promise<void> {
    try {
      const source = await this.host.ask.ready(null);
      this.#store.update(state => withSource(state, source));
      if (source.text !== "" && !source.recorded) this.#actions.run(false);
    } catch (error) {
      this.#store.failed(error);
    }
  }

  #act(action: "play" | "nextStep" | "previousStep" | "stop"): void {
    if (action === "play") this.#actions.play();
    else if (action === "stop") this.#store.state.columns.filter(({ status }) => status === "running").forEach(({ id }) => this.#actions.stop(id));
    else this.#actions.move(action === "nextStep" ? "next" : "previous");
  }

  readonly #changed = (): void => {
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  /** What streams in is drawn less often than a person's own doing: the model needs the processor, too. */
  readonly #soon = (): void => {
    const rest = this.#drawn + Math.max(STREAMED, SHARE * this.#took) - performance.now();
    if (rest <= 0) return this.#changed();
    this.#waiting ||= window.setTimeout(() => {
      this.#waiting = 0;
      this.#changed();
    }, rest);
  };

  readonly #draw = (): void => {
    this.#drawn = performance.now();
    this.#runs.take();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { state } = this.#store;
    this.#play(state);
    this.#want(state);
    const scene = this.#scene(state);
    render(generationView(state, scene, this.#askAllSteps, this.#actions), this.root);
    this.#measure();
    this.#follow(state, scene);
    this.#paint(state, scene);
    this.#tint.follow(state);
    this.host.keep(kept(state));
    this.#took = performance.now() - this.#drawn;
  };

  /** What has only now come into being is measured once it is laid out, and drawn anew by that. */
  #measure(): void {
    const find = (selector: string): Element | null => this.root.querySelector(selector);
    this.#measured.follow("root", this.root);
    this.#measured.follow("ribbons", find(".ribbons"));
    this.#measured.follow("header", find(".column-header"));
    this.#measured.follow("below", find(".below-column"));
    this.#measured.follow("tree", find("canvas.tree")?.parentElement ?? null);
  }

  #scene(state: GenerationState): Scene {
    return {
      theme: this.#theme,
      width: this.#width(),
      ribbon: this.#ribbon.layout(state, this.#ribbonWidth(), this.#theme.mono),
      scrolled: key => this.#scrolled.get(key) ?? 0,
      lens: this.#inside.lens,
      attention: this.#inside.attention,
      rests: rests(state),
      matrices: new Map<string, MatrixPicture>(),
      cursors: this.#cursors,
      changed: this.#changed,
      onTree: this.#tree,
      onByStep: (event, column) => {
        const { left } = (event.currentTarget as Element).getBoundingClientRect();
        this.#actions.seek(column.id, placeAt(event.clientX - left, { columns: this.#store.state.columns, width: this.#width() }));
      },
    };
  }

  /** Pixels for pictures; as wide as the page until there is a column for them. */
  #width(): number {
    return Math.max(200, (this.#measured.width("below") ?? this.#pageWidth()) - 1);
  }

  #treeWidth(): number {
    return Math.max(200, this.#measured.width("tree") ?? this.#pageWidth());
  }

  #ribbonWidth(): number {
    return (this.#measured.width("ribbons") ?? this.#pageWidth()) - 14;
  }

  /** Inside its padding. */
  #pageWidth(): number {
    return (this.#measured.width("root") ?? this.root.clientWidth) - 32;
  }

  /** What is open and looked at is asked for; not while the head moves by itself. */
  #want(state: GenerationState): void {
    const column = activeColumn(state);
    const place = column ? headIn(state, column) : null;
    const here = column && place !== null && rests(state) ? placeIn(state, column, place) : null;
    const cross = column?.started?.encoderDecoder === true && state.open.cross;
    const all = column && this.#allSteps === column.id && cross ? shownSteps(column).map((_, at) => placeIn(state, column, at)).filter((one): one is GenerationPlace => one !== null) : [];
    this.#inside.want(here && state.open.lens ? [here] : [], [...(here && (state.open.attention || cross) ? [here] : []), ...all]);
  }

  readonly #askAllSteps = (): void => {
    this.#allSteps = activeColumn(this.#store.state)?.id ?? null;
    this.#changed();
  };

  /** Keeps the head in sight, when it has moved. */
  #follow(state: GenerationState, { ribbon }: Scene): void {
    const column = activeColumn(state);
    const box = this.root.querySelector(".ribbons");
    const place = column ? headIn(state, column) : null;
    if (!column || !box || place === null) return;
    const seen = `${column.id} ${place} ${ribbon.width}`;
    if (seen === this.#seen) return;
    this.#seen = seen;
    const line = ribbon.lines[state.columns.indexOf(column)]?.findIndex(cells => cells.some(cell => cell.place === place && cell.kind !== "rejected")) ?? -1;
    if (state.columns.length > 1) {
      const [left, room] = [state.columns.indexOf(column) * (ribbon.width + COLUMN_GAP), box.clientWidth - ribbon.width - COLUMN_GAP];
      if (left < box.scrollLeft || left > box.scrollLeft + room) box.scrollLeft = left;
    }
    // The runs' names stay in sight above their lines.
    const height = (this.#measured.height("ribbons") ?? RIBBON_HEIGHT) - (this.#measured.height("header") ?? 0);
    const from = this.#scrolled.get("ribbon") ?? 0;
    const to = line < 0 ? from : Math.max(0, scrollIntoView(LINE, line, from, Math.min(RIBBON_HEIGHT, height)));
    if (to === from) return;
    this.#scrolled.set("ribbon", to);
    box.scrollTop = to;
    this.#changed();
  }

  #paint(state: GenerationState, scene: Scene): void {
    const column = activeColumn(state);
    if (!column) return;
    const canvas = (name: string): HTMLCanvasElement | null => this.root.querySelector(`canvas[data-picture=${name}]`);
    const byStep = canvas("byStep");
    if (byStep) this.#byStep.paint(byStep, { columns: state.columns, active: column, head: headIn(state, column), width: scene.width }, this.#theme);
    const tree = canvas("tree");
    const seen = tree && this.#tree.view();
    if (tree && seen && column.tree) paintTree(tree, column.tree, seen.view, seen.box, { node: nodeAtHead(state, column), end: shownEnd(column), winner: winnerOf(column) }, this.#theme);
    for (const [key, picture] of scene.matrices) {
      const matrix = this.root.querySelector<HTMLCanvasElement>(`canvas[data-matrix=${key}]`);
      if (matrix) paintMatrix(matrix, picture, cursorOf(picture, scene), this.#theme);
    }
  }

  #play({ playing, pace }: GenerationState): void {
    if (playing === this.#playing > 0) return;
    window.clearTimeout(this.#playing);
    this.#playing = playing ? window.setTimeout(this.#tick, 1000 / pace) : 0;
  }

  readonly #tick = (): void => {
    this.#playing = 0;
    this.#store.update(tick);
    this.#play(this.#store.state);
  };
}

function winnerOf({ finished, tree }: Column): number | null {
  const best = finished?.texts[0];
  return best && tree ? endOf(tree, best) : null;
}
