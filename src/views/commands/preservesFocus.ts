/** `{ "preserveFocus": true }`, as a key binding's `args` can say, leaves the focus in the editor. */
export const preservesFocus = (options: unknown): boolean =>
  typeof options === "object" && options !== null && "preserveFocus" in options && options.preserveFocus === true;
