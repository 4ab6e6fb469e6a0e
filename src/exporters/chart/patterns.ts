/** Fill patterns that distinguish spans without colour: hatching for silence, dots for a gap in the log. */
import { type Mark, path, rect } from './marks.ts'

export interface Pattern {
  readonly id: string
  readonly size: number
  readonly marks: readonly Mark[]
}

export const PATTERNS: readonly Pattern[] = [
  {
    id: 'hatch',
    size: 6,
    marks: [rect([0, 0, 6, 6], 'hatch-ground'), path('M-1,1L1,-1M0,6L6,0M5,7L7,5', 'hatch-line')],
  },
  { id: 'dots', size: 5, marks: [path('M.7,1.5a.8,.8 0 1,0 1.6,0a.8,.8 0 1,0 -1.6,0', 'dot')] },
]
