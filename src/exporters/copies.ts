/**
 * Names sources that look like copies of one log: they have the same number of observations of the same nodes, from the
 * same first to the same last microsecond. Equal records count once, but reading them takes time.
 */
import type { SourceSummary } from '../model/index.ts'
import { SECOND_US } from '../time/instant.ts'
import { formatCount } from '../wording/durations.ts'
import { formatList, type TextLayout } from './layout.ts'

/** Fewer observations may agree by chance. */
const LEAST_OBSERVATIONS = 10
const SHOWN_SOURCES = 3

export function copyTexts(layout: TextLayout, sources: readonly SourceSummary[]): string[] {
  const groups = new Map<string, { readonly observations: number; readonly names: string[] }>()
  for (const source of sources) {
    if (!isDistinctive(source)) continue
    const { name, components, nodes, observations, firstAtUs, lastAtUs } = source
    const key = JSON.stringify([observations, components, nodes, firstAtUs, lastAtUs])
    const same = groups.get(key)
    if (same) same.names.push(name)
    else groups.set(key, { observations, names: [name] })
  }
  return [...groups.values()]
    .filter(({ names }) => names.length > 1)
    .map(({ observations, names }) => {
      const shown = formatList(names.map(layout.source), SHOWN_SOURCES)
      return `${shown} look like copies of one log, with ${formatCount(observations, 'observation')} each: equal records count once, but to read one of them takes less time.`
    })
}

/** Whether sources that agree are hardly two logs: stamps of whole seconds agree more easily. */
function isDistinctive({ observations, firstAtUs, lastAtUs }: SourceSummary): boolean {
  if (observations < LEAST_OBSERVATIONS || firstAtUs === null || lastAtUs === null) return false
  return firstAtUs % SECOND_US !== 0 && lastAtUs % SECOND_US !== 0
}
