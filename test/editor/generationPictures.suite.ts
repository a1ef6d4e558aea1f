import { closeAll } from "./attentionPanel";
import { choose, generation as page, press, runsOn, setOpen, trace } from "./generationPanel";
import { eventually } from "./harness/eventually";
import { THEME_NAMES, workbench } from "./harness/workbench";

/** What a person would look at: the pictures lie in out/screenshots/ after a run. */
describe("Pictures of generation", () => {
  before(closeAll);
  after(async () => {
    await closeAll();
    await workbench.theme("dark");
    await workbench.viewport(1400, 900);
  });

  it("is looked at in every theme, wide and narrow: greedy, sampled with adapters, beams", async () => {
    await trace();
    await setOpen("lens", true);
    await setOpen("attention", true);
    await page.waitFor("table.lens tbody tr");
    const pictured = async (name: string): Promise<void> => {
      for (const theme of THEME_NAMES) {
        await workbench.theme(theme);
        await workbench.screenshot(`generation-${name}-${theme}`);
      }
      await workbench.theme("dark");
    };
    await workbench.viewport(1400, 1500);
    await pictured("greedy");
    await choose("Method", "Sampling, top-p");
    await press("Run again");
    await page.waitFor("table.pipeline .cut");
    await pictured("sampling");
    // A step at which much could have come, and some was cut.
    await page.focus(".ribbon");
    await workbench.press("Home");
    for (let step = 0; step < 10; step++) await workbench.press("ArrowRight");
    await workbench.viewport(1600, 1150);
    for (const theme of ["light", "dark"] as const) {
      await workbench.theme(theme);
      await workbench.screenshot(`generation-uncertain-${theme}`);
    }
    await workbench.viewport(1400, 1500);
    await choose("Method", "Beam search");
    await press("Run again");
    await page.waitFor("canvas[data-picture='tree']");
    await eventually("the beams are done", async () => (await runsOn(page))[0]?.status === "done");
    await pictured("beams");
    for (const theme of ["dark", "light"] as const) {
      await workbench.theme(theme);
      await page.screenshot(`generation-tree-${theme}`, "section:has(canvas[data-picture='tree'])");
    }
    await workbench.theme("dark");
    await workbench.viewport(700, 1300);
    await pictured("beams-narrow");
    await workbench.viewport(2000, 1200);
    await pictured("beams-wide");
  });
});
