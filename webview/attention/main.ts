import { attentionHost, type attentionPage } from "../../src/protocol/attentionPage";
import { vscodeHost } from "../ui/host";
import { openAttentionPage } from "./page";

const root = document.getElementById("page");
if (root) openAttentionPage(root, vscodeHost<typeof attentionHost, typeof attentionPage>(attentionHost));
