import type { NoteLook } from "../../src/protocol/notes/note";
import type { SignedRamp } from "../draw/signedRamp";
import type { Theme } from "../ui/theme";
import type { Picture, PictureChoice } from "./pictureState";

/** What a person can do in a picture. */
export interface PictureActions {
  readonly choose: (key: string, change: Partial<PictureChoice> | ((now: PictureChoice) => Partial<PictureChoice>)) => void;
  readonly copy: (picture: Picture, sheet: number) => void;
  /** Opens what is behind a place of a picture. */
  readonly look?: (look: NoteLook) => void;
}

/** What drawing pictures needs beside the state. */
export interface PictureScene {
  readonly theme: Theme;
  readonly signed: SignedRamp;
  /** Pictures side by side, and the width of each in pixels, in a section of so many pictures. */
  readonly across: (pictures: number) => { readonly count: number; readonly width: number };
  /** How far each picture's table is scrolled, in pixels, by the picture's key. */
  readonly scrolled: ReadonlyMap<string, number>;
  readonly scroll: (key: string, top: number) => void;
}

/** A picture with what was chosen in it. */
export interface Drawn<P extends Picture = Picture> {
  readonly key: string;
  readonly picture: P;
  readonly choice: PictureChoice;
  /** In pixels. */
  readonly width: number;
  /** Texts behind places of this and of other pictures. */
  readonly looks?: readonly NoteLook[];
}

/** The texts behind places of this picture. */
export const looksIn = ({ picture, looks = [] }: Pick<Drawn, "picture" | "looks">): NoteLook[] => looks.filter(look => look.picture === picture.id);

/** The text behind the place that is looked at. */
export const lookAtCursor = (drawn: Drawn): NoteLook | undefined => looksIn(drawn).find(({ line, at }) => line === drawn.choice.cursor?.row && at === drawn.choice.cursor.column);
