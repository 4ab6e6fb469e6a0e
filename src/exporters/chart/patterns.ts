/** Fill patterns that distinguish spans without colour: hatching for silence, dots for a gap in the log. */
export interface Pattern {
  readonly id: string
  readonly size: number
  /** Parts of the pattern as SVG elements with their attributes. */
  readonly parts: readonly (readonly [tag: 'rect' | 'path' | 'circle', Readonly<Record<string, string>>])[]
}

export const PATTERNS: readonly Pattern[] = [
  {
    id: 'hatch',
    size: 6,
    parts: [
      ['rect', { class: 'hatch-ground', width: '6', height: '6' }],
      ['path', { class: 'hatch-line', d: 'M-1,1L1,-1M0,6L6,0M5,7L7,5' }],
    ],
  },
  { id: 'dots', size: 5, parts: [['circle', { class: 'dot', cx: '1.5', cy: '1.5', r: '.8' }]] },
]
