/** Tests whether the text of an error ends before its root: then its cause is not evidence. */
import type { Failure } from '../model/index.ts'

/** Verbs of requests. Authority: Go net/url.Error prints `Put "URL": cause`; a URL contains no blank. */
const VERBS: ReadonlySet<string> = new Set(['Get', 'Put', 'Post', 'Patch', 'Delete', 'Head'])

/** Signs of a cut: a mark of the program that cut, also in the middle, a bracket that nothing closes, no root. */
export function isCut(error: string): boolean {
  if (error.endsWith('>') || error.endsWith('…') || error.includes('...')) return true
  const opened = error.lastIndexOf('(')
  return (opened >= 0 && !error.includes(')', opened)) || endsWithRequest(error)
}

/** Whether nothing follows the verb and the URL. */
function endsWithRequest(error: string): boolean {
  const [verb = '', ...rest] = error
    .slice(error.lastIndexOf(': ') + 1)
    .trim()
    .split(' ')
  return VERBS.has(verb) && rest.length <= 1
}

/** Whether a failure has no cause only because its error is cut. */
export function isCauseCut({ cause, error }: Pick<Failure, 'cause' | 'error'>): boolean {
  return cause === 'other' && error !== null && isCut(error)
}
