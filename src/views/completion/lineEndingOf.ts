import { EndOfLine, type TextDocument } from "vscode";
import type { LineEnding } from "./lineEndings";

/** How a document ends its lines. */
export const lineEndingOf = ({ eol }: TextDocument): LineEnding => (eol === EndOfLine.CRLF ? "\r\n" : "\n");
