/** A Peeled while it is filled in: the envelopes on the hot path build one object each. */
import type { Peeled } from '../types.ts'

export type Draft = { -readonly [K in keyof Peeled]: Peeled[K] }
