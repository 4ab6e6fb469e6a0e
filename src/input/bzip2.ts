/**
 * Bytes of a bzip2 file in, what they hold out, up to where it is cut or broken. Authority: bzip2 1.0.8.
 */
import { PassThrough, Readable } from 'node:stream'
import unbzip2Stream from 'unbzip2-stream'
import type { SourceEvents } from '../types.ts'

/** Rejects only as `input` does. A block that is broken is lost, and so is what follows it. */
export async function* unbzip2(
  input: AsyncIterable<Buffer>,
  problem: SourceEvents['problem'],
): AsyncIterable<Buffer> {
  const output = new PassThrough()
  const decoder = unbzip2Stream()
  let broken: Error | null = null
  decoder.on('error', (error: Error) => {
    broken ??= error
    output.end()
  })
  const stored = Readable.from(input)
  stored.on('error', (error) => output.destroy(error))
  stored.pipe(decoder).pipe(output)
  let delivered = 0
  for await (const data of output as AsyncIterable<Buffer>) {
    delivered += data.length
    yield data
  }
  const failure = broken as Error | null
  if (failure) {
    // Where a block ends too early the decoder reads beyond what there is, which is no Bzip2Error of its own.
    const cut = failure.name !== 'Bzip2Error' || failure.message.includes('premature')
    problem(
      cut ? 'truncated-input' : 'broken-archive',
      null,
      cut ? 'the bzip2 data ends too early' : `the bzip2 data is broken: ${failure.message}`,
      delivered,
    )
  }
}
