/** `value` in Markdown as it is: names of files and tensors, and what libraries say, are no Markdown. One line. */
export const plainText = (value: string): string => value.replace(/[\\`*_{}[\]<>()#+!|~&]/g, "\\$&").replace(/\s*\n\s*/g, " ");
