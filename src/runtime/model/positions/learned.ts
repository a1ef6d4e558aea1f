import { Problem } from "../../../protocol/problem";
import { integers, type Position } from "./position";

/**
 * A learned vector per position, added to the token's (Gehring et al. 2017; GPT, BERT). `offset` rows of the table come before
 * that of position 0 (2 in BART, one more than the padding id in RoBERTa).
 */
export const learned = (context: number, offset = 0): Position => ({
  about: `learned, ${context.toLocaleString("en")} positions`,
  scheme: { kind: "learned", context, offset },
  sizes: { position: context + offset },
  embed: g => g.lookUp("pos_embed.W_pos", "position d_model", "position", g.input("position_ids", "query", "int64")),
  feeds: ({ at }) => {
    const beyond = at.find(position => position < 0 || position >= context);
    if (beyond !== undefined) {
      throw new Problem("input-invalid", `Position ${beyond} is outside the model's table of ${context} learned positions.`, {
        remedy: `Give at most ${context} tokens.`,
      });
    }
    return { position_ids: integers(at.map(position => position + offset)) };
  },
});
