/** What replaces a text in place of what IntelliSense's list has selected; null where that says something else. */
export function selectedFirst(typedOfIt: string, suggestion: string, selected: string): string | null {
  const whole = typedOfIt + suggestion;
  return whole.startsWith(selected) ? whole : null;
}
