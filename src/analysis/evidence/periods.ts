/**
 * The grace period, renew interval and monitor period that apply, and which of them are assumed: those that no line
 * prints.
 */

import type { Assumption } from '../../model/index.ts'
import type { ProcessReading } from '../../store/reading.ts'
import { SECOND_US, usToSeconds } from '../../time/instant.ts'
import { type Controller, type ControllerRules, Controllers, MONITOR_PERIOD_US } from './controllers.ts'

export interface Periods {
  readonly controllers: Controllers
  readonly renewIntervalUs: number
  readonly assumptions: readonly Assumption[]
}

/** What the user gave; null: nothing. */
interface GivenPeriods {
  readonly graceSeconds: number | null
  readonly renewIntervalSeconds: number | null
  /** Absent: the default. */
  readonly tolerationSeconds?: number | null
}

/** Chooses the periods. `processes` are those of the controller manager. */
export function choosePeriods(given: GivenPeriods, processes: readonly ProcessReading[]): Periods {
  const renewSeconds = given.renewIntervalSeconds ?? 10
  const controllers = new Controllers(
    processes,
    given.graceSeconds === null ? null : given.graceSeconds * SECOND_US,
    given.tolerationSeconds == null ? undefined : given.tolerationSeconds * SECOND_US,
  )
  return {
    controllers,
    renewIntervalUs: renewSeconds * SECOND_US,
    assumptions: [
      {
        name: 'renewIntervalSeconds',
        value: renewSeconds,
        of: null,
        because:
          given.renewIntervalSeconds === null
            ? 'default: a quarter of the lease duration of 40 s'
            : '--renew-interval',
      },
      ...assumedPeriods(controllers),
      ...assumedToleration(given),
    ],
  }
}

/** The default is that of Kubernetes for each pod, no assumption about this cluster. */
function assumedToleration({ tolerationSeconds }: GivenPeriods): Assumption[] {
  if (tolerationSeconds == null) return []
  return [{ name: 'tolerationSeconds', value: tolerationSeconds, of: null, because: '--toleration' }]
}

/** Lists what no line prints of the controllers; `of` is their source where they differ. */
function assumedPeriods({ all, grace, passUs }: Controllers): Assumption[] {
  const leading = all.filter(({ leads }) => leads.length > 0)
  const judges: readonly (ControllerRules & Partial<Controller>)[] =
    leading.length > 0 ? leading : all.length > 0 ? all : [{ grace, passUs }]
  const assumptions = new Map<string, Assumption>()
  for (const rules of judges) {
    const of = judges.length > 1 && differ(judges) ? (rules.process?.source ?? null) : null
    if (rules.passUs === MONITOR_PERIOD_US && !rules.process?.flags.has('node-monitor-period'))
      assumptions.set(`period of ${of}`, {
        name: 'monitorPeriodSeconds',
        value: usToSeconds(MONITOR_PERIOD_US),
        of,
        because: 'default of --node-monitor-period',
      })
    const { minUs, maxUs, because } = rules.grace
    const seconds = [minUs, maxUs].map(usToSeconds)
    if (because !== null)
      assumptions.set(`grace of ${of}`, {
        name: 'graceSeconds',
        value: minUs === maxUs ? (seconds[0] as number) : seconds.join('–'),
        of,
        because,
      })
  }
  return [...assumptions.values()]
}

function differ([first, ...others]: readonly ControllerRules[]): boolean {
  return others.some(
    ({ grace, passUs }) =>
      grace.minUs !== first?.grace.minUs || grace.maxUs !== first.grace.maxUs || passUs !== first.passUs,
  )
}
