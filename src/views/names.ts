/**
 * Every name that the manifest and the code share, once. The manifest's test holds the two to each other in both
 * directions.
 */

/** Commands, as they are registered and as the manifest lists them. */
export const COMMANDS = {
  showAttention: "modelLens.showAttention",
  useAsTarget: "modelLens.useAsTarget",
  showPositions: "modelLens.showPositions",
  traceGeneration: "modelLens.traceGeneration",
  openGeneration: "modelLens.openGeneration",
  openGenerationFile: "modelLens.openGenerationFile",
  openSample: "modelLens.openSample",
  openWalkthrough: "modelLens.openWalkthrough",
  chooseModel: "modelLens.chooseModel",
  loadModel: "modelLens.loadModel",
  unloadModel: "modelLens.unloadModel",
  showModelCard: "modelLens.showModelCard",
  revealModel: "modelLens.revealModel",
  addModelFolder: "modelLens.addModelFolder",
  removeFolder: "modelLens.removeFolder",
  refreshModels: "modelLens.refreshModels",
  showMenu: "modelLens.showMenu",
  showDeviceReport: "modelLens.showDeviceReport",
  showLog: "modelLens.showLog",
  restartRuntime: "modelLens.restartRuntime",
  nextHead: "modelLens.nextHead",
  previousHead: "modelLens.previousHead",
  nextLayer: "modelLens.nextLayer",
  previousLayer: "modelLens.previousLayer",
  toggleWeighting: "modelLens.toggleWeighting",
  toggleTable: "modelLens.toggleTable",
  playGeneration: "modelLens.playGeneration",
  nextStep: "modelLens.nextStep",
  previousStep: "modelLens.previousStep",
  stopGeneration: "modelLens.stopGeneration",
  completeHere: "modelLens.completeHere",
  explainSuggestion: "modelLens.explainSuggestion",
  toggleCompletion: "modelLens.toggleCompletion",
  pauseCompletion: "modelLens.pauseCompletion",
  snoozeCompletion: "modelLens.snoozeCompletion",
  measureWeights: "modelLens.measureWeights",
  clearWeights: "modelLens.clearWeights",
  showNote: "modelLens.showNote",
  runNote: "modelLens.runNote",
  runNoteOnEmbedded: "modelLens.runNoteOnEmbedded",
  runNoteOnActive: "modelLens.runNoteOnActive",
  stopNote: "modelLens.stopNote",
  runAllNotes: "modelLens.runAllNotes",
  runAllNotesOnEmbedded: "modelLens.runAllNotesOnEmbedded",
  chooseNotesText: "modelLens.chooseNotesText",
  showNotesReport: "modelLens.showNotesReport",
  saveNotesReport: "modelLens.saveNotesReport",
  saveNotes: "modelLens.saveNotes",
  openNotes: "modelLens.openNotes",
  openNotesFile: "modelLens.openNotesFile",
  clearNotes: "modelLens.clearNotes",
} as const;
export type CommandName = (typeof COMMANDS)[keyof typeof COMMANDS];

/** Run by VS Code when a suggestion was accepted as a whole: of no use to a person, and in no manifest. */
export const SUGGESTION_ACCEPTED = "modelLens.suggestionAccepted";

/** Run by Escape behind VS Code's own command while {@link COMPLETING_CONTEXT} is set: of no use to a person, either. */
export const SUGGESTION_HIDDEN = "modelLens.suggestionHidden";
/** Key of the manifest's conditions: the runtime works on a completion. */
export const COMPLETING_CONTEXT = "modelLens.completing";

/** The prefix of all settings, and each setting after it. */
export const SETTINGS_SECTION = "modelLens";
export const SETTINGS = {
  device: "device",
  modelFolders: "modelFolders",
  defaultModel: "defaultModel",
  generationWeights: "generation.weights",
  completionEnabled: "completion.enabled",
  completionFiles: "completion.files",
  completionLines: "completion.lines",
  completionOnBlankLines: "completion.onBlankLines",
  completionAlternatives: "completion.alternatives",
  completionConfidence: "completion.confidence",
  completionNewTokens: "completion.newTokens",
  completionContextTokens: "completion.contextTokens",
  completionNeighbours: "completion.neighbours",
  completionAhead: "completion.ahead",
  completionCodeLens: "completion.codeLens",
  notesCodeLens: "notes.codeLens",
} as const;
export type SettingName = (typeof SETTINGS)[keyof typeof SETTINGS];

export const VIEW_CONTAINER = "modelLens";
export const MODELS_VIEW = "modelLens.models";
export const NOTES_VIEW = "modelLens.notes";
export const STATUS_ITEM = "modelLens.status";
export const ATTENTION_PANEL = "modelLens.attention";
export const POSITIONS_PANEL = "modelLens.positions";
export const GENERATION_PANEL = "modelLens.generation";
export const NOTES_PANEL = "modelLens.notesPanel";
export const WALKTHROUGH = "firstSteps";
export const WALKTHROUGH_START = "select";

/** Keys of the workspace's memento. */
export const MEMENTO = {
  activeModel: "modelLens.activeModel",
  panels: "modelLens.panels",
  positionsPanels: "modelLens.positionsPanels",
  generationPanels: "modelLens.generationPanels",
  completionPause: "modelLens.completionPause",
  notesChoice: "modelLens.notesChoice",
  notesResults: "modelLens.notesResults",
  notesPoints: "modelLens.notesPoints",
} as const;

/** What a row of the Models view can be, as the manifest's `when` clauses match it (`viewItem`). */
export const MODEL_ITEM = {
  onDisk: "model.onDisk",
  loaded: "model.loaded",
  addedOnDisk: "model.added.onDisk",
  addedLoaded: "model.added.loaded",
  damaged: "model.damaged",
  addedDamaged: "model.added.damaged",
} as const;
export type ModelItem = (typeof MODEL_ITEM)[keyof typeof MODEL_ITEM];

/** What a row of the Notes view can be. */
export const NOTE_ITEM = {
  chapter: "note.chapter",
  statement: "note.statement",
  /** One that runs on another model than the active one. */
  elsewhere: "note.statement.elsewhere",
  running: "note.running",
} as const;
export type NoteItemName = (typeof NOTE_ITEM)[keyof typeof NOTE_ITEM];

/** Colours that the manifest contributes. */
export const COLORS = {
  tokenMark: "modelLens.tokenMark",
  tokenMarkBorder: "modelLens.tokenMarkBorder",
  strongRead: "modelLens.strongRead",
  /** Followed by the step, 1…TINT_STEPS. */
  tint: "modelLens.tint",
} as const;
/** Steps of intensity in which text is tinted in the editor. */
export const TINT_STEPS = 12;

/** Scheme of the read-only texts: model cards and the device report. */
export const TEXT_SCHEME = "model-lens";
