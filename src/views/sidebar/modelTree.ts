import type { FoundModel } from "../../protocol/models";
import type { ProblemData } from "../../protocol/problem";
import { MODEL_ITEM, type ModelItem } from "../names";
import { cardRows, type CardRow } from "./modelCardText";

/** What the Models view shows, as data. */
export type ModelNode =
  | { readonly kind: "group"; readonly origin: FoundModel["origin"]; readonly label: string; readonly models: readonly FoundModel[] }
  | { readonly kind: "model"; readonly model: FoundModel }
  | { readonly kind: "row"; readonly row: CardRow }
  | { readonly kind: "problem"; readonly problem: ProblemData; readonly part: "message" | "remedy" };

/** The groups, in the view's order. */
export const ORIGINS: Readonly<Record<FoundModel["origin"], string>> = {
  embedded: "Embedded",
  workspace: "Workspace",
  hub: "Hub Cache",
  folder: "Added Folders",
};

/** The groups that have models, each by name. */
export function groupsOf(models: readonly FoundModel[]): ModelNode[] {
  return (Object.keys(ORIGINS) as FoundModel["origin"][]).flatMap(origin => {
    const group = models.filter(model => model.origin === origin).sort((a, b) => a.name.localeCompare(b.name));
    return group.length === 0 ? [] : [{ kind: "group" as const, origin, label: ORIGINS[origin], models: group }];
  });
}

/** What is below a node; nothing below a leaf. */
export function childrenOf(node: ModelNode): ModelNode[] {
  switch (node.kind) {
    case "group":
      return node.models.map(model => ({ kind: "model", model }));
    case "model":
      return node.model.card === null ? problemNodes(node.model.problem) : rowNodes(cardRows(node.model.card));
    case "row":
      return rowNodes(node.row.rows ?? []);
    case "problem":
      return [];
  }
}

/** What the manifest's menus match: which actions a model has. */
export function itemOf(model: FoundModel, loaded: boolean): ModelItem {
  const added = model.origin === "folder";
  if (model.card === null) return added ? MODEL_ITEM.addedDamaged : MODEL_ITEM.damaged;
  if (loaded) return added ? MODEL_ITEM.addedLoaded : MODEL_ITEM.loaded;
  return added ? MODEL_ITEM.addedOnDisk : MODEL_ITEM.onDisk;
}

const rowNodes = (rows: readonly CardRow[]): ModelNode[] => rows.map(row => ({ kind: "row", row }));

function problemNodes(problem: ProblemData | null): ModelNode[] {
  if (problem === null) return [];
  const parts = problem.remedy === undefined ? (["message"] as const) : (["message", "remedy"] as const);
  return parts.map(part => ({ kind: "problem", problem, part }));
}
