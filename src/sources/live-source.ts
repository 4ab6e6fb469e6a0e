/** A source that is no file: a pipe, a program, a request. It is opened once, and has no size and no time of its own. */
import type { Source } from '../model/index.ts'

export function liveSource(id: string, label: string, open: Source['open']): Source {
  return { id, label, path: null, size: null, modifiedUs: null, open }
}
