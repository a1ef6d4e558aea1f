import type { PositionPicture } from "../../src/protocol/positions";
import type { ProblemData } from "../../src/protocol/problem";
import type { Theme } from "../ui/theme";
import type { SignedRamp } from "../draw/signedRamp";
import type { PositionChange } from "../../src/protocol/whatIf";
import type { PictureChoice } from "./state";
import type { HeadChoice } from "./textState";

/** What a person can do in the page. */
export interface Actions {
  readonly choose: (key: string, change: Partial<PictureChoice> | ((now: PictureChoice) => Partial<PictureChoice>)) => void;
  readonly copy: (picture: PositionPicture, sheet: number) => void;
  readonly remedy: (problem: ProblemData) => void;
  readonly retry: () => void;
  /** Measures another head on the text. */
  readonly chooseHead: (change: Partial<HeadChoice>) => void;
  /** Sets what is to be tried out, and tries it. */
  readonly setChange: (change: PositionChange) => void;
  readonly tryOut: () => void;
}

/** What drawing needs beside the state. */
export interface Scene {
  readonly theme: Theme;
  readonly signed: SignedRamp;
  /** Pictures side by side, and the width of each in pixels, in a section of so many pictures. */
  readonly across: (pictures: number) => { readonly count: number; readonly width: number };
  /** How far each picture's table is scrolled, in pixels, by the picture's key. */
  readonly scrolled: ReadonlyMap<string, number>;
  readonly scroll: (key: string, top: number) => void;
}

/** A picture with what was chosen in it. */
export interface Drawn<P extends PositionPicture = PositionPicture> {
  readonly key: string;
  readonly picture: P;
  readonly choice: PictureChoice;
  /** In pixels. */
  readonly width: number;
}
