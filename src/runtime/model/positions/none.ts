import type { Position } from "./position";

/** Nothing says where a token stands: attention is a set operation, but for what the mask tells. */
export const none: Position = { about: "none", scheme: { kind: "none" }, feeds: () => ({}) };
