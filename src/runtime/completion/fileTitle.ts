import type { CompletionRequest } from "../../protocol/completion";
import type { Token } from "../../protocol/tokens";
import type { Tokenizer } from "../tokens/tokenizer";
import { commentOf } from "./commentOf";
import type { LayoutNames } from "./layout";
import { readTokens } from "./readTokens";

/** A name as it stands in a prompt. */
export interface Title {
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** What a prompt says of the document's name and its project's, in the way of a layout; null what it does not say. */
export interface FileTitle {
  readonly file: Title | null;
  readonly project: Title | null;
  /** Tokens of both, those of the layout included. */
  readonly length: number;
}

/** Names may take this share of a prompt. */
const SHARE = 1 / 8;

/** The names that a model is told of the document: those for which its layout has a place, where they are short enough for `most` tokens in all. */
export async function fileTitle(tokenizer: Tokenizer, names: LayoutNames | null, { file, language }: CompletionRequest, most: number): Promise<FileTitle> {
  const nothing: FileTitle = { file: null, project: null, length: 0 };
  if (names === null || file === undefined) return nothing;
  const title = async (text: string): Promise<Title> => ({ text, tokens: await readTokens(tokenizer, text, false) });
  const own = await title(`${names.file === null ? commentOf(language, file.name) : file.name}\n`);
  const project = names.project === null || file.project === null ? null : await title(`${file.project}${names.behindProject}`);
  const length = own.tokens.length + (names.file === null ? 0 : 1) + (project === null ? 0 : project.tokens.length + 1);
  return length > most * SHARE ? nothing : { file: own, project, length };
}
