/** What is counted along an axis of a picture. */
export interface PictureAxis {
  readonly name: string;
  /** Of its values, in the plural; "" for a mere number. */
  readonly unit: string;
  /** Value at each step, in ascending order. */
  readonly at: Float32Array;
}

/** What a picture's values are. */
export interface Measure {
  readonly name: string;
  /** "" for a mere number. */
  readonly unit: string;
}

interface Titled {
  /** Unlike that of the stack's other pictures. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, and over what it was worked out where that is not all there is. */
  readonly about: string;
}

/** A table as colours: values [row, column] of one or more sheets (layers), of which one is shown at a time. */
export interface TablePicture extends Titled {
  readonly kind: "table";
  readonly rows: PictureAxis;
  readonly columns: PictureAxis;
  readonly value: Measure;
  readonly sheets: readonly { readonly name: string; readonly values: Float32Array }[];
}

/** One line of a diagram: a value for each x (NaN: none), and how far around it others lie (one standard deviation). */
export interface CurveLine {
  readonly name: string;
  readonly values: Float32Array;
  readonly spread?: Float32Array;
}

/** Lines over one x axis. */
export interface CurvesPicture extends Titled {
  readonly kind: "curves";
  readonly x: PictureAxis;
  readonly value: Measure;
  readonly lines: readonly CurveLine[];
  /** Powers of ten are equally far apart along y. */
  readonly logarithmic: boolean;
  /** Values hold from step to step instead of changing evenly. */
  readonly steps: boolean;
  /** Places along x that are marked by an upright line. */
  readonly marks?: readonly { readonly at: number; readonly name: string }[];
}

/** Pairs of channels as the hands of clocks. */
export interface HandsPicture extends Titled {
  readonly kind: "hands";
  readonly positions: PictureAxis;
  /** How far each pair has turned, in radians: [position, pair]. */
  readonly angles: Float32Array;
  /** Positions that a whole turn takes: [pair]. */
  readonly wavelengths: Float32Array;
}

export type PositionPicture = TablePicture | CurvesPicture | HandsPicture;

export type PositionKind = "none" | "learned" | "sinusoidal" | "buckets" | "relative" | "rotary" | "alibi";

/** How one stack of a model knows where a token stands. */
export interface StackPositions {
  readonly stack: "decoder" | "encoder" | "model";
  readonly kind: PositionKind;
  /** The scheme as the field calls it. */
  readonly name: string;
  readonly explanation: string;
  readonly formula: string;
  /** Where it was proposed. */
  readonly paper: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly pictures: readonly PositionPicture[];
}

/** How a model knows where a token stands: an encoder comes before the decoder that reads it. */
export interface ModelPositions {
  readonly folder: string;
  readonly model: string;
  readonly family: string;
  /** Longest sequence that the model was made for, in tokens. */
  readonly context: number;
  readonly stacks: readonly StackPositions[];
}
