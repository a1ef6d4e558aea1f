import { generationHost, type generationPage } from "../../src/protocol/generationPage";
import { vscodeHost } from "../ui/host";
import { openGenerationPage } from "./page";

const root = document.getElementById("page");
if (root) openGenerationPage(root, vscodeHost<typeof generationHost, typeof generationPage>(generationHost));
