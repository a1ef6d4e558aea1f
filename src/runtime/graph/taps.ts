/**
 * Every place a trace can read, and the axes found there, in TransformerLens's words. The build checks the axes, so a
 * name means the same in every family. A graph holds one sequence, hence no batch axis.
 */
export const TAPS = {
  embed: "query d_model",
  resid_pre: "query d_model",
  "attn.q": "query head d_head",
  "attn.k": "query kv_head d_head",
  "attn.v": "query kv_head d_head",
  "attn.scores": "head query key",
  "attn.pattern": "head query key",
  "attn.z": "query head d_head",
  "attn.out": "query d_model",
  "cross.q": "query head d_head",
  "cross.scores": "head query source",
  "cross.pattern": "head query source",
  "cross.z": "query head d_head",
  "cross.out": "query d_model",
  resid_mid: "query d_model",
  "mlp.pre": "query d_mlp",
  "mlp.post": "query d_mlp",
  "mlp.out": "query d_model",
  resid_post: "query d_model",
} as const;

export type TapKind = keyof typeof TAPS;

/** The kind of a tap given by its full path: `blocks.3.attn.pattern` → `attn.pattern`. Throws on a name outside the table. */
export function kindOf(path: string): TapKind {
  const kind = path.replace(/^(encoder\.|decoder\.)?(blocks\.\d+\.)?/, "");
  if (!(kind in TAPS)) throw new Error(`${path} is not a documented tap`);
  return kind as TapKind;
}
