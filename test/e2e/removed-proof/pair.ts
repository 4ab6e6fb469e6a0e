/** A sentence of a report, inputs that prove it, and inputs that do not. */
import type { ClaimCode } from '../../../src/wording/claim-params.ts'
import { Controller, Kubelet, UNREACHABLE, YEAR } from '../../support/short-logs.ts'

/** Lines by file. */
export type Files = Readonly<Record<string, readonly string[]>>

export interface Pair {
  /** Null: it is no claim, but a figure of the table and JSON. */
  readonly code: ClaimCode | null
  /** What is removed, or contradicts. */
  readonly without: string
  readonly proof: Files
  readonly removed: Files
  /** The sentence in table, Markdown and JSON. */
  readonly verdict: RegExp
  /** The sentence in `explain`, if it differs. */
  readonly explain?: RegExp
  /** The zone of the logs is not given. */
  readonly isZoneAssumed?: true
}

export const kubelet: Kubelet = new Kubelet()
export const controller: Controller = new Controller()

const WAITS = ['200ms', '400ms', '800ms', '1.6s', '3.2s', '6.4s'] as const

/** Five failed updates, then attempts to ensure the Lease, one every 17 s at last; the first fails at `from`. */
export function failures(
  from: number,
  until: number,
  error: string = UNREACHABLE,
  of: Kubelet = kubelet,
): string[] {
  const lines: string[] = []
  let at = from
  for (let n = 0; at <= until; n++) {
    const wait = WAITS[n - 5] ?? '7s'
    lines.push(n < 5 ? of.updateFailed(at, error) : of.ensureFailed(at, wait, error))
    at +=
      n < 5 ? 10 : 10 + (wait === '200ms' ? 0.2 : Number.parseFloat(wait) * (wait.endsWith('ms') ? 0.001 : 1))
  }
  return lines
}

/** A kubelet below `-v=6` that fails from 10:01:10 to about 10:04 and is well before and after. */
export const OUTAGE: readonly string[] = [
  ...kubelet.others(0, 60),
  ...failures(70, 240),
  ...kubelet.others(250, 320),
]

/** The same without the lines after the last failure. */
export const OPEN_OUTAGE: readonly string[] = [...kubelet.others(0, 60), ...failures(70, 240)]

/** A kubelet that is well. */
export const HEALTHY: readonly string[] = kubelet.others(0, 320)

/** A controller that leads, prints its findings, and found nothing. */
export const QUIET_LEADER: readonly string[] = [
  ...controller.flags(-700),
  controller.leads(-699),
  ...Array.from({ length: 26 }, (_, i) => controller.other(i * 15)),
  controller.other(1100),
]

/** Its lines about the outage, seen last at 10:01:00. */
export const MARKED: readonly string[] = [
  ...controller.flags(-700),
  controller.leads(-699),
  ...controller.stale(102, 240, 60),
  controller.marks(102.1),
  controller.healthy(252),
  controller.other(320),
].sort((a, b) => a.slice(6, 21).localeCompare(b.slice(6, 21)))

/** Lines that show a controller's log to go on until the mark is due. */
export const OTHERS: readonly string[] = [0, 15, 30, 45, 60, 75, 90, 105, 120, 135].map((at) =>
  controller.other(at),
)

/** A write of the Lease that node and API server stamped: it compares their clocks. */
export const COMPARED: readonly string[] = [
  JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name: 'worker-1',
      namespace: 'kube-node-lease',
      managedFields: [
        {
          manager: 'kubelet',
          time: `${YEAR}-11-22T10:05:10Z`,
          fieldsV1: { 'f:spec': { 'f:renewTime': {} } },
        },
      ],
    },
    spec: {
      holderIdentity: 'worker-1',
      leaseDurationSeconds: 40,
      renewTime: `${YEAR}-11-22T10:05:10.500000Z`,
    },
  }),
]
