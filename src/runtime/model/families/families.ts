import { bert, distilbert, roberta } from "./bert";
import type { Family } from "./family";
import { bloom, gpt, gpt2, gptNeox } from "./gpt";
import { llama, mistral, qwen2, qwen3 } from "./llama";
import { t5 } from "./t5";
import { bart, transformer } from "./transformer";

/** Every family that is read, ancestors first. */
export const FAMILIES: readonly Family[] = [transformer, bart, gpt, bert, roberta, distilbert, gpt2, t5, bloom, gptNeox, llama, mistral, qwen2, qwen3];
