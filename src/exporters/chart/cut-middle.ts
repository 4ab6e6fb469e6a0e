/**
 * Cuts the middle of a text to a number of characters: names of nodes and files differ at their ends and share their
 * kind at the start. Runs in Node and in the HTML page.
 */
export function cutMiddle(text: string, limit: number): string {
  const characters = [...text]
  if (characters.length <= limit) return text
  const tail = Math.floor(limit * 0.6)
  return `${characters.slice(0, limit - tail - 1).join('')}…${characters.slice(-tail).join('')}`
}
