import type { ListingPicture } from "../../../protocol/notes/note";
import { Problem } from "../../../protocol/problem";
import { always, numberOf, type Statement } from "../statement";
import { curated, type CuratedPage } from "./curation";

/** Share of the lines that has to stay. */
const MOSTLY = 0.5;

/** Raffel et al. 2020, section 2.2. */
export const curatedText: Statement = {
  applies: always,
  run: given => {
    const page = curated(given.text, { words: numberOf(given, "words"), sentences: numberOf(given, "sentences") });
    const lines = page.lines.filter(({ text }) => text.trim() !== "");
    if (lines.length === 0) throw new Problem("text-empty", "There is no line to judge: the text is empty.", { remedy: "Select some text." });
    const kept = lines.filter(({ droppedFor }) => droppedFor === null).length;
    const share = page.droppedFor === null ? kept / lines.length : 0;
    given.progress(1);
    return Promise.resolve({
      holds: share >= MOSTLY,
      figure: share,
      unit: "of the lines",
      says: `${kept} of ${lines.length} lines pass, with ${page.sentences} sentences${page.droppedFor === null ? ", and the page stays" : `, but the whole page is left out: ${page.droppedFor}`}. The list of bad words and the test of the language are left out here, and duplicates are looked for in this text alone.`,
      settings: { lines: lines.length },
      pictures: [listing(page)],
    });
  },
};

function listing({ lines, droppedFor }: CuratedPage): ListingPicture {
  const rows = lines.flatMap(({ text, droppedFor: why, citations }, index): ListingPicture["rows"][number][] => (text.trim() === "" ? [] : [[index + 1, why === null ? "stays" : "goes", [...(why === null ? [] : [why]), ...(citations > 0 ? [`${citations} citation mark${citations === 1 ? "" : "s"} taken out`] : [])].join("; "), text.trim()]]));
  return {
    kind: "listing",
    id: "lines-by-c4",
    title: "The text by C4's rules, line by line",
    about: droppedFor === null ? "What stays is the page." : `The whole page is left out: ${droppedFor}.`,
    columns: [
      { name: "line", unit: "" },
      { name: "verdict", unit: "" },
      { name: "reason", unit: "" },
      { name: "text", unit: "" },
    ],
    rows,
  };
}
