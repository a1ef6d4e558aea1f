/** What {@link late} returns. */
export interface Late<T> {
  tell(value: T): void;
  /** Nothing is passed on any more. */
  stop(): void;
}

/** Passes nothing on for `delay` milliseconds, then the last of what it was told, then everything. */
export function late<T>(delay: number, pass: (value: T) => void): Late<T> {
  let latest: { readonly value: T } | null = null;
  let due = false;
  const timer = setTimeout(() => {
    due = true;
    if (latest !== null) pass(latest.value);
  }, delay);
  return {
    tell(value) {
      latest = { value };
      if (due) pass(value);
    },
    stop() {
      clearTimeout(timer);
      due = false;
    },
  };
}
