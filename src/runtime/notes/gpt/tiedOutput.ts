import type { Statement } from "../statement";

/** Press & Wolf 2017. */
export const tiedOutput: Statement = {
  applies: ({ recipe: { head } }) => (head.labels === undefined ? null : `This model makes no logits over tokens: its head has ${head.labels} labels.`),
  run: ({ loaded: { model, card } }) => {
    const { config } = model.open.recipe;
    const table = config.vocabulary * config.dModel;
    const share = config.tied ? table / (card.parameters + table) : table / card.parameters;
    const words = `${table.toLocaleString("en")} parameters (${(100 * share).toFixed(1)} %)`;
    return Promise.resolve({
      holds: config.tied,
      figure: share,
      unit: "of all parameters",
      says: config.tied ? `Logits are made by the embedding itself; a matrix of its own would add ${words}.` : `Logits are made by a matrix of its own: ${words}.`,
      settings: {},
      pictures: [],
    });
  },
};
