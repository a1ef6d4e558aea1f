import { notesHost, type notesPage } from "../../src/protocol/notesPage";
import { vscodeHost } from "../ui/host";
import { openNotesPage } from "./page";

const root = document.getElementById("page");
if (root) openNotesPage(root, vscodeHost<typeof notesHost, typeof notesPage>(notesHost));
