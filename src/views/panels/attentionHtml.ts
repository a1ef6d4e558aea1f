import { pageHtml, type PageFiles } from "./pageHtml";

/** The attention page's document. */
export const attentionHtml = (files: PageFiles): string => pageHtml({ name: "attention", title: "Attention" }, files);
