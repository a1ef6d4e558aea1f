import type { NoteDocument } from "../../../protocol/notes/note";

/** What contexts are built of where nobody chose documents or a text: short stories of our own, none of which answers the notes' questions. */
export const SAMPLE_DOCUMENTS: readonly NoteDocument[] = [
  {
    name: "The ball",
    text: `One day, a little girl named Mia went to the park. She had a red ball and a happy dog. Mia threw the ball to the dog, and the dog ran after it. But the ball fell into the water. "Where is my ball?" asked Mia. The dog jumped into the water and brought the ball back. "Thank you!" said Mia. They played in the park until the sun went down.
`,
  },
  {
    name: "The map",
    text: `Ben and Anna found an old map in the library. The map showed a forest, a river and a house on a hill. "Let us go there," said Ben. They walked to the forest and saw a fox near the river. The fox looked at them and ran away. At last they came to the hill, but there was no house. There was a tree with a bell in it. Anna rang the bell, and Ben laughed.
`,
  },
  {
    name: "The market",
    text: `Every morning Paul went to the market with his mother. She sold apples, and he carried the basket. One morning it rained, and nobody came. "Do not worry," said his mother. Then a tall man came and bought all the apples, because his horse was hungry. Paul and his mother went home early. They sat by the window and listened to the rain.
`,
  },
  {
    name: "The drum",
    text: `Leo had a big drum. He played it in the kitchen, in the garden and at school. His friend Rose did not like it. "It is too loud," she said. So Leo went to the barn and played for the hens. The hens did not like it either. Only the old goat came near and listened. From that day on, Leo played for the goat, and everybody was happy.
`,
  },
  {
    name: "The kite",
    text: `Nina made a kite of yellow paper. When the wind came, she took it to the beach. The kite went up and up, until it was as small as a bird. Then the rope broke. Nina was sad and she cried. Her brother Max saw the kite fall behind the bridge. He ran there and found it in the grass. "It is not broken," he said, and they made a new rope.
`,
  },
  {
    name: "The lamp",
    text: `In a small house near the sea there lived an old man named Oscar. Every evening he lit a lamp and put it in the window. The boats saw the light and came home. One evening Oscar was tired and fell asleep. It was dark, and the boats could not see the beach. But the cat pushed the lamp into the window with her head, and a clever boy lit it. In the morning Oscar gave the boy a shell, and the cat a fish.
`,
  },
  {
    name: "The snow",
    text: `When Clara woke up, everything was white. There was snow on the trees, on the barn and on the bridge. Clara put on her hat and ran to the school. There was nobody there. "It is Sunday," said the owl on the roof. Clara did not know that owls could talk. She made a ball of snow and gave it to the owl. Then she went home and told her father, but he did not believe her.
`,
  },
  {
    name: "The race",
    text: `The rabbit and the turtle wanted to know who was faster. "I am," said the rabbit. "You are," said the turtle, "but I know the way." They ran from the river to the hill. The rabbit ran to the left, then to the right, and then back to the river. The turtle walked straight on. When the rabbit came to the hill, the turtle was asleep under a tree. The rabbit sat down beside him and waited until he woke up.
`,
  },
  {
    name: "The letter",
    text: `Emma wrote a letter to her friend Sam. She wrote about the garden, the hens and the new book that her aunt had given her. She put the letter into a box and waited. After three days there was an answer. Sam wrote that he had a new friend too, a frog named Hugo, who sat in his kitchen and sang. Emma read the letter twice. Then she went to the river to look for a frog of her own.
`,
  },
  {
    name: "The cake",
    text: `It was Lily's birthday, and her father wanted to make a cake. He took flour, milk and four apples. But there was no sugar in the kitchen. He went to the shop, and the shop was closed. He went to the house next door, and nobody was there. So he made a cake without sugar. Lily ate a piece and smiled. "It is the best bread that you ever made," she said.
`,
  },
];
