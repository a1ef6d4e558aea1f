import assert from "node:assert/strict";
import path from "node:path";
import type { NoteSettings } from "../../../../src/protocol/notes/note";
import { Models } from "../../../../src/runtime/models";
import { wrappingTokens } from "../../../../src/runtime/notes/gpt/specialTokens";
import { byChance } from "../../../../src/runtime/notes/gpt2/zeroShot";
import { ZERO_SHOT_PROMPTS } from "../../../../src/runtime/notes/gpt2/zeroShotPrompts";
import { tableOfData } from "../../../../src/runtime/notes/llama/cardData";
import { runStatement } from "../../../../src/runtime/notes/runStatement";
import { splitPrompt } from "../../../../src/runtime/notes/splitPrompt";
import { TracedRun } from "../../../../src/runtime/traces/tracedRun";
import { cpuOnly, never } from "../starter";

const MODELS = path.join(__dirname, "../../../../models");

describe("The statements on tasks and data", () => {
  let models: Models;
  const load = (model: string) => models.load(path.join(MODELS, model), never);
  const put = async (id: string, model: string, text: string | null, settings: NoteSettings = {}) => runStatement({ id, text, documents: [], settings, known: {} }, await load(model), never);

  before(async () => {
    models = new Models(await cpuOnly(), () => undefined, MODELS);
  });
  after(async () => {
    for (const folder of await models.folders()) await models.unload(folder);
  });

  it("joins the losses that the logits give", async () => {
    const { model, tokenizer } = await load("starter-gpt2");
    const text = "Tom saw Max. Max was happy, and Tom";
    const labels = ["happy", "sad"];
    const sum = async (words: string): Promise<{ total: number; count: number }> => {
      const ids = (await tokenizer().encode(words)).map(({ id }) => id);
      const { logits } = await new TracedRun(model, { ids }).unembed(ids.map((_, row) => row));
      const total = ids.slice(1).reduce((loss, id, row) => {
        const own = logits.subarray(row * 2048, (row + 1) * 2048);
        return loss + Math.log(own.reduce((all, logit) => all + Math.exp(logit), 0)) - (own[id] as number);
      }, 0);
      return { total, count: ids.length - 1 };
    };
    const prompt = await sum(`${text} was`);
    const scores = await Promise.all(labels.map(async label => prompt.total - (await sum(`${text} was ${label}`)).total));
    const task = Math.log(scores.reduce((all, score) => all + Math.exp(score), 0)) - (scores[1] as number);
    const { figure, verdict, says } = await put("tuning-joins-two-losses", "starter-gpt2", text, { cue: "was", labels: "happy, sad", label: "sad", lambda: 0.2 });
    assert.ok(Math.abs((figure ?? NaN) - task) < 1e-3, `${figure} ${task}`);
    assert.equal(verdict, task < Math.log(2) ? "holds" : "fails");
    assert.ok(says.includes(`join to ${(task + 0.2 * (prompt.total / prompt.count)).toFixed(3)}`), says);
    await assert.rejects(put("tuning-joins-two-losses", "starter-gpt2", text, { label: "blue" }), { code: "input-invalid", message: /one of happy, sad/ });
    await assert.rejects(put("tuning-joins-two-losses", "starter-gpt2", text, { labels: "happy" }), { code: "input-invalid" });
    await assert.rejects(put("label-smoothing-costs-certainty", "starter-gpt2", "a"), { code: "input-invalid", message: /there is one/ });
  });

  it("cuts a prompt from its answer at the token that reaches over the end", async () => {
    const tokenizer = (await load("starter-bert")).tokenizer();
    const whole = await tokenizer.encode("A cat saw a dog");
    const { prompt, answer } = await splitPrompt(tokenizer, "A cat saw", " a dog");
    assert.deepEqual([...prompt, ...answer], whole.slice(0, -1).map(({ id }) => id));
    assert.equal(await tokenizer.decode(answer), " a dog");
    assert.deepEqual((await splitPrompt(tokenizer, "A cat saw", "")).answer, []);
  });

  it("knows which wrapping tokens a vocabulary lacks", () => {
    const of = (pieces: readonly string[]) => wrappingTokens({ vocabulary: pieces.length, token: id => ({ piece: pieces[id] ?? "", text: "", special: pieces[id] !== "$" }) });
    assert.deepEqual(of(["<|endoftext|>", "$"]), { start: { piece: "<|endoftext|>", id: 0 }, delimiter: { piece: "_delimiter_", id: null }, extract: { piece: "_classify_", id: null } });
    assert.deepEqual(of(["[CLS]", "[SEP]"]).delimiter, { piece: "[SEP]", id: 1 });
  });

  it("wraps every task's input, in both orders and for each answer", async () => {
    const { pictures } = await put("tasks-are-sequences-of-tokens", "starter-gpt", "A cat slept.", { second: "A dog ran.", answers: "here, there" });
    const [inputs] = pictures;
    assert.ok(inputs?.kind === "listing");
    assert.deepEqual(inputs.rows.map(([task, input]) => [task, input]), [
      ["classification", "<s> A cat slept. [CLS]"],
      ["entailment", "<s> A cat slept. <|sep|> A dog ran. [CLS]"],
      ["similarity", "<s> A cat slept. <|sep|> A dog ran. [CLS]"],
      ["similarity", "<s> A dog ran. <|sep|> A cat slept. [CLS]"],
      ["multiple choice", "<s> A cat slept. <|sep|> here [CLS]"],
      ["multiple choice", "<s> A cat slept. <|sep|> there [CLS]"],
    ]);
  });

  it("stops within a step, and keeps the texts behind its rows", async () => {
    for (const [id, model] of [["tasks-need-no-tuning", "starter-gpt2"], ["one-model-for-kinds-of-text", "starter-llama"], ["dropout-behind-each-sublayer", "starter-marian"], ["products-decay-with-distance", "starter-llama"]] as const) {
      const abort = new AbortController();
      let after = 0;
      const tell = (): void => {
        if (abort.signal.aborted) after++;
        abort.abort();
      };
      await assert.rejects(runStatement({ id, text: null, documents: [], settings: {}, known: {} }, await load(model), abort.signal, tell), { name: "Cancelled" });
      assert.ok(after <= 2, `${id}: ${after} more`);
    }
    const { looks, pictures } = await put("tasks-need-no-tuning", "starter-gpt2", null);
    const [prompts] = pictures;
    assert.ok(prompts?.kind === "listing" && looks.length === prompts.rows.length);
    looks.forEach(({ text, range }, row) => assert.deepEqual([text.slice(0, range.start), text.slice(range.start, range.end)], prompts.rows[row]?.slice(1, 3)));
  });

  it("asks so that liking one answer earns nothing, and counts what chance would do", () => {
    for (const { task, right, wrong } of ZERO_SHOT_PROMPTS) assert.ok(ZERO_SHOT_PROMPTS.some(other => other.task === task && other.right === wrong && other.wrong === right));
    assert.equal(ZERO_SHOT_PROMPTS.length, 16);
    assert.ok(Math.abs(byChance(12, 16) - 0.0384063720703125) < 1e-12);
    assert.equal(byChance(0, 16), 1);
  });

  it("reads what a card says of its data, and nothing else", async () => {
    const { pictures } = await put("one-model-for-kinds-of-text", "starter-llama", null);
    const card = pictures.find(({ id }) => id === "data-by-card");
    assert.ok(card?.kind === "listing");
    assert.deepEqual(card.rows[0], ["MIT", "36.5", "438 npm packages"]);
    assert.deepEqual(tableOfData("# Results\n| a |\n|---|\n| 1 |\n## Training Data\nSee:\n\n| Source | Share |\n| :-- | --: |\n| [Books](http://x) | **4.5 %** |\n\nMore"), {
      heading: "Training Data",
      columns: ["Source", "Share"],
      rows: [["Books", "4.5 %"]],
    });
    assert.equal(tableOfData("# Data\nnone\n# Results\n| a |\n|---|\n| 1 |"), null);
  });
});
