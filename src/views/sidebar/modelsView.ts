import { EventEmitter, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, window, workspace } from "vscode";
import type { TreeDataProvider, TreeView } from "vscode";
import type { FoundModel } from "../../protocol/models";
import { Cancelled } from "../../protocol/problem";
import { DisposableStore, type Disposes } from "../disposableStore";
import type { ModelCatalog } from "../modelCatalog";
import { MODELS_VIEW } from "../names";
import type { Report } from "../report";
import { cardMarkdown, summaryOf } from "./modelCardText";
import { childrenOf, groupsOf, itemOf, type ModelNode } from "./modelTree";

/** The Models view: what was found where, each model with its card, what is loaded and what is active. */
export class ModelsView implements Disposes, TreeDataProvider<ModelNode> {
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.add(new EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #tree: TreeView<ModelNode>;

  constructor(
    private readonly catalog: ModelCatalog,
    private readonly report: Report,
  ) {
    this.#tree = this.#owned.add(window.createTreeView<ModelNode>(MODELS_VIEW, { treeDataProvider: this, showCollapseAll: true }));
    this.#owned.add(catalog.onDidChange(() => this.#changed.fire(undefined)));
    this.#owned.add(workspace.onDidGrantWorkspaceTrust(() => catalog.refresh()));
    this.#owned.add(workspace.onDidChangeWorkspaceFolders(() => catalog.refresh()));
  }

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    if (node !== undefined) return childrenOf(node);
    // The view's welcome text says what is the matter, and offers to manage trust.
    if (!workspace.isTrusted) return [];
    try {
      const groups = groupsOf(await this.catalog.find());
      this.#tree.message = "";
      return groups;
    } catch (error) {
      this.report.quiet(error);
      if (!(error instanceof Cancelled)) this.#tree.message = error instanceof Error ? error.message : String(error);
      return [];
    }
  }

  getTreeItem(node: ModelNode): TreeItem {
    switch (node.kind) {
      case "group":
        return groupItem(node);
      case "model":
        return this.#modelItem(node.model);
      case "row":
        return rowItem(node);
      case "problem": {
        const text = node.problem[node.part] ?? "";
        const item = new TreeItem(text);
        item.iconPath = new ThemeIcon(node.part === "message" ? "error" : "lightbulb");
        item.tooltip = text;
        return item;
      }
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #modelItem(model: FoundModel): TreeItem {
    const { folder, card, problem } = model;
    const loaded = this.catalog.isLoaded(folder);
    const active = this.catalog.active === folder;
    const states = [active ? "active" : "", loaded ? "loaded" : ""].filter(state => state !== "");
    const item = new TreeItem(model.name, TreeItemCollapsibleState.Collapsed);
    item.id = `${model.origin}:${folder}`;
    item.contextValue = itemOf(model, loaded);
    if (card === null) {
      item.description = problem?.code.replaceAll("-", " ") ?? "";
      item.iconPath = new ThemeIcon("warning", new ThemeColor("list.warningForeground"));
      item.tooltip = [problem?.message, problem?.remedy, folder].filter(line => line !== undefined).join("\n\n");
    } else {
      item.description = [summaryOf(card), loaded ? "loaded" : ""].filter(Boolean).join(" · ");
      item.iconPath = stateIcon(active, loaded);
      item.tooltip = new MarkdownString(cardMarkdown(card));
    }
    item.accessibilityInformation = { label: [model.name, ...(card === null ? ["damaged", problem?.message ?? ""] : [summaryOf(card), ...states])].join(", ") };
    return item;
  }
}

function groupItem({ origin, label, models }: Extract<ModelNode, { kind: "group" }>): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.id = `group:${origin}`;
  item.description = String(models.length);
  return item;
}

function rowItem({ row }: Extract<ModelNode, { kind: "row" }>): TreeItem {
  const below = row.rows !== undefined && row.rows.length > 0;
  const item = new TreeItem(row.label, below ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  item.description = row.value;
  item.tooltip = row.value === "" ? row.label : `${row.label}: ${row.value}`;
  return item;
}

function stateIcon(active: boolean, loaded: boolean): ThemeIcon {
  if (active) return new ThemeIcon(loaded ? "pass-filled" : "pass", new ThemeColor("charts.green"));
  return new ThemeIcon(loaded ? "circle-filled" : "circle-outline");
}
