/** What statements are run on where nobody chose a text: sentences of our own, with names that come again. */
export const SAMPLE_TEXT = `Once upon a time, there was a little cat named Tom. One day, Tom saw a big dog near the river. The dog was called Max, and Max had a red ball.
Tom said: hello, Max! May I play with the red ball? Max was happy, because nobody had asked him before. So the cat and the dog played near the river until the sun went down.
In the evening Tom went home. "Where have you been?" asked his mother. "Near the river, with Max," said Tom, "and tomorrow we will play with the red ball again."
`;
