/** Reads several inputs concurrently in one thread. */

/**
 * So many inputs a thread reads by turns: while it waits for the beginning of one, it reads another. With a thousand small
 * files a quarter of the time was spent waiting.
 */
const CONCURRENT_INPUTS = 2

/**
 * Reads all that `next` gives, `undefined` for no more. `share`: how many of them are for this thread; of one or two
 * others should find something, too. Rejects as `read` does.
 */
export async function readConcurrently(
  share: number,
  next: () => number | undefined,
  read: (n: number) => Promise<void>,
): Promise<void> {
  let isOver = false
  const lane = async (): Promise<void> => {
    try {
      for (let n = next(); n !== undefined && !isOver; n = next()) await read(n)
    } finally {
      // It failed, or nothing is left.
      isOver = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(CONCURRENT_INPUTS, Math.ceil(share)) }, lane))
}
