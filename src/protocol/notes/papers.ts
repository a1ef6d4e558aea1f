/** The papers that statements come from, as citations name them. */
export const VASWANI = { title: "Vaswani et al. 2017, Attention Is All You Need", url: "https://arxiv.org/abs/1706.03762" } as const;
export const SHAW = { title: "Shaw et al. 2018, Self-Attention with Relative Position Representations", url: "https://arxiv.org/abs/1803.02155" } as const;
export const SU = { title: "Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding", url: "https://arxiv.org/abs/2104.09864" } as const;
export const GPT_PAPER = {
  title: "Radford et al. 2018, Improving Language Understanding by Generative Pre-Training",
  url: "https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf",
} as const;
export const GPT2_PAPER = {
  title: "Radford et al. 2019, Language Models are Unsupervised Multitask Learners",
  url: "https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf",
} as const;
export const PRESS_WOLF = { title: "Press & Wolf 2017, Using the Output Embedding to Improve Language Models", url: "https://arxiv.org/abs/1608.05859" } as const;
export const XIONG = { title: "Xiong et al. 2020, On Layer Normalization in the Transformer Architecture", url: "https://arxiv.org/abs/2002.04745" } as const;
export const HENDRYCKS = { title: "Hendrycks & Gimpel 2016, Gaussian Error Linear Units", url: "https://arxiv.org/abs/1606.08415" } as const;
export const SHAZEER = { title: "Shazeer 2020, GLU Variants Improve Transformer", url: "https://arxiv.org/abs/2002.05202" } as const;
export const ZHANG_SENNRICH = { title: "Zhang & Sennrich 2019, Root Mean Square Layer Normalization", url: "https://arxiv.org/abs/1910.07467" } as const;
export const RAFFEL = { title: "Raffel et al. 2020, Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", url: "https://arxiv.org/abs/1910.10683" } as const;
export const TAY = { title: "Tay et al. 2022, UL2: Unifying Language Learning Paradigms", url: "https://arxiv.org/abs/2205.05131" } as const;
export const LIU = { title: "Liu et al. 2023, Lost in the Middle: How Language Models Use Long Contexts", url: "https://arxiv.org/abs/2307.03172" } as const;
export const XIAO = { title: "Xiao et al. 2023, Efficient Streaming Language Models with Attention Sinks", url: "https://arxiv.org/abs/2309.17453" } as const;
export const TOUVRON = { title: "Touvron et al. 2023, LLaMA: Open and Efficient Foundation Language Models", url: "https://arxiv.org/abs/2302.13971" } as const;
export const TUTORIAL = { title: "Amini et al. 2023, Generating Text from Language Models", url: "https://rycolab.io/classes/acl-2023-tutorial/" } as const;
export const HOLTZMAN = { title: "Holtzman et al. 2020, The Curious Case of Neural Text Degeneration", url: "https://arxiv.org/abs/1904.09751" } as const;
export const MEISTER = { title: "Meister et al. 2023, Locally Typical Sampling", url: "https://arxiv.org/abs/2202.00666" } as const;
export const DEVLIN = { title: "Devlin et al. 2019, BERT: Pre-training of Deep Bidirectional Transformers", url: "https://arxiv.org/abs/1810.04805" } as const;
