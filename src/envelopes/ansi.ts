/**
 * Lines with the colours of a terminal: copies of `journalctl`, `stern` or `less -R`.
 *
 * Input: a line. Output: the line without control sequences. Authority: ECMA-48, control sequences (CSI … final byte).
 */
import type { Body, Envelope, UnwrappedLayer } from '../model/index.ts'
import { hasControlSequence, withoutControlSequences } from '../text/control-sequences.ts'

function unwrap(body: Body): UnwrappedLayer | undefined {
  if (typeof body !== 'string' || !hasControlSequence(body)) return undefined
  return { body: withoutControlSequences(body) }
}

export const ansi: Envelope = {
  name: 'ansi',
  title: 'lines with the colours of a terminal',
  bypassLiterals: [],
  unwrap,
  samples: [
    {
      text: '\u001b[0;1;31mE0314 10:20:30.123456    1234 controller.go:195] text\u001b[0m',
      origin: 'constructed: a line of journalctl in colour',
      unwrapped: { body: 'E0314 10:20:30.123456    1234 controller.go:195] text' },
    },
    { text: 'no colour [0m', origin: 'constructed', unwrapped: null },
  ],
}
