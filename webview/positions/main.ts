import { positionsHost, type positionsPage } from "../../src/protocol/positionsPage";
import { vscodeHost } from "../ui/host";
import { openPositionsPage } from "./page";

const root = document.getElementById("page");
if (root) openPositionsPage(root, vscodeHost<typeof positionsHost, typeof positionsPage>(positionsHost));
