/** A task as text: what is read, the words that name the task, the right answer and a wrong one of the same kind. */
export interface ZeroShotPrompt {
  readonly task: "question" | "translation" | "summary";
  readonly context: string;
  readonly cue: string;
  readonly right: string;
  readonly wrong: string;
}

/** Both questions about a text: what is right for one is wrong for the other, so that liking one of the two answers earns nothing. */
const asked = (context: string, ...[one, other]: readonly [Question, Question]): ZeroShotPrompt[] => [
  { task: "question", context, cue: `Q: ${one[0]}\nA:${one[1]}`, right: one[2], wrong: other[2] },
  { task: "question", context, cue: `Q: ${other[0]}\nA:${other[1]}`, right: other[2], wrong: one[2] },
];

/** The question, how its answer begins, and how it goes on. */
type Question = readonly [question: string, begins: string, answer: string];

/** Both words of two pairs, asked for again. */
const translated = (...[one, other]: readonly [Pair, Pair]): ZeroShotPrompt[] => {
  const context = `${one[0]} = ${one[1]}\n${other[0]} = ${other[1]}\n`;
  return ([[one, other], [other, one]] as const).map(([of, wrong]) => ({ task: "translation", context, cue: `${of[0]} =`, right: ` ${of[1]}`, wrong: ` ${wrong[1]}` }));
};

type Pair = readonly [english: string, french: string];

/** A story's hero against who only passes by, and the same story with their names exchanged. */
const summed = (story: (hero: string, other: string) => string, names: Pair): ZeroShotPrompt[] =>
  ([names, [names[1], names[0]]] as const).map(([hero, other]) => ({ task: "summary", context: story(hero, other), cue: "\nTL;DR:", right: ` ${hero}`, wrong: ` ${other}` }));

/** Prompts as GPT-2's paper puts tasks (section 3), of words that small models know. */
export const ZERO_SHOT_PROMPTS: readonly ZeroShotPrompt[] = [
  ...asked("Mia had a red ball. Tom had a blue kite.\n", ["Who had a red ball?", "", " Mia"], ["Who had a blue kite?", "", " Tom"]),
  ...asked("The dog was in the garden. The cat was in the kitchen.\n", ["Where was the dog?", " in the", " garden"], ["Where was the cat?", " in the", " kitchen"]),
  ...asked("Lily was happy. Ben was sad.\n", ["Who was happy?", "", " Lily"], ["Who was sad?", "", " Ben"]),
  ...translated(["red", "rouge"], ["blue", "bleu"]),
  ...translated(["cat", "chat"], ["dog", "chien"]),
  ...translated(["one", "un"], ["two", "deux"]),
  ...summed((hero, other) => `${hero} had a red ball. ${hero} loved the ball. One day ${hero} met ${other}. ${hero} said hello, and ${hero} went home with the ball.`, ["Tom", "Max"]),
  ...summed((hero, other) => `${hero} lived near the river. ${hero} wanted to find a boat. ${other} saw that ${hero} was sad. Then ${hero} found the boat.`, ["Jack", "Emma"]),
];
