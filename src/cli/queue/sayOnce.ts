/** Says each sentence once, however often it is true. */
export function sayOnce(say: (sentence: string) => void): (sentence: string) => void {
  const said = new Set<string>()
  return sentence => {
    if (!said.has(sentence)) say(sentence)
    said.add(sentence)
  }
}
