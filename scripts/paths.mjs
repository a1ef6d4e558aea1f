import path from "node:path";

/** The repository's root folder: every path of the scripts starts here, wherever they were called from. */
export const ROOT = path.dirname(import.meta.dirname);

/** The absolute path of something in the repository. @param {...string} parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);
