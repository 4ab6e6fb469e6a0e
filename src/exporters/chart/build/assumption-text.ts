/** Words the assumptions of a report for people. */
import type { Assumption } from '../../../model/index.ts'
import { formatList, type TextLayout } from '../../layout.ts'

const TITLES: Readonly<Record<string, string>> = {
  year: 'year',
  inputZone: 'time zone',
  graceSeconds: 'grace period of the controller manager',
  renewIntervalSeconds: 'renew interval',
  tolerationSeconds: 'toleration of pods',
  monitorPeriodSeconds: 'monitor period of the controller manager',
  thinnedRenewals: 'renewals left out',
}

/** The bounds of `35.006–40.006`, or the number itself. */
function boundsOf(value: Assumption['value']): number[] {
  return String(value).split('–').map(Number)
}

/** `40 s`, `35.0–40.0 s`, `UTC`. */
function valueText({ name, value }: Assumption): string {
  if (!name.endsWith('Seconds')) return String(value)
  const bounds = boundsOf(value).map((bound) => (Number.isInteger(bound) ? String(bound) : bound.toFixed(1)))
  return `${bounds.join('–')} s`
}

/** Assumptions as text, one line for all sources with the same value and reason. */
export function assumptionLines(layout: TextLayout, assumptions: readonly Assumption[]): string[] {
  const groups = new Map<string, string[]>()
  for (const assumption of assumptions) {
    const { name, of, because } = assumption
    const reason = layout.directory === '' ? because : because.replaceAll(layout.directory, '')
    const key = `${TITLES[name] ?? name} ${valueText(assumption)}\0${reason}`
    groups.set(key, [...(groups.get(key) ?? []), ...(of === null ? [] : [layout.source(of)])])
  }
  return [...groups].map(([key, names]) => {
    const [assumption, reason] = key.split('\0')
    return `${assumption}${names.length === 0 ? '' : ` for ${formatList(names, 4)}`}: ${reason}`
  })
}

/** The greatest grace period that is assumed, with a label for the chart; null if none is. */
export function graceLimit(assumptions: readonly Assumption[]): readonly [number, string] | null {
  const assumed = assumptions.filter(({ name }) => name === 'graceSeconds')
  const limits = assumed.map((one) => ({
    seconds: Math.max(...boundsOf(one.value)),
    text: `${valueText(one)} · grace period`,
  }))
  const greatest = limits.reduce<(typeof limits)[number] | null>(
    (most, one) => (one.seconds > (most?.seconds ?? 0) ? one : most),
    null,
  )
  return greatest && [greatest.seconds, greatest.text]
}
