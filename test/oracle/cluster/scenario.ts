/** Draws what is simulated: the cluster, its faults, and which part of its logs is left. */
import type { Random } from '../random.ts'
import type { Envelope } from './log.ts'
import type { ClockStep, Pause } from './machine.ts'
import type { Release } from './message.ts'
import type { Fault, FaultKind } from './truth.ts'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND

/** Lines that a file has lost. */
export type Loss =
  | { readonly kind: 'head'; readonly atUs: number }
  | { readonly kind: 'tail'; readonly atUs: number }
  | { readonly kind: 'window'; readonly fromUs: number; readonly toUs: number }
  | { readonly kind: 'random'; readonly share: number }

export interface NodeScenario {
  readonly name: string
  readonly offsetUs: number
  readonly zone: string
  readonly zoneMinutes: number
  readonly envelope: Envelope
  readonly steps: readonly ClockStep[]
  readonly pauses: readonly Pause[]
  readonly loss: readonly Loss[]
  /** Its log is among the inputs. */
  readonly given: boolean
}

export interface Scenario {
  readonly release: Release
  readonly graceUs: number
  readonly kubeletVerbosity: number
  readonly controllerVerbosity: number
  readonly printsStart: boolean
  readonly resolvesName: boolean
  readonly noiseUs: number
  readonly startUs: number
  readonly endUs: number
  readonly nodes: readonly NodeScenario[]
  readonly podsPerNode: number
  readonly faults: readonly Fault[]
  readonly replicas: readonly { readonly given: boolean; readonly loss: readonly Loss[] }[]
  /** `--input-tz` names the zone of each log. */
  readonly zonesGiven: boolean
  readonly fullEvidence: boolean
}

const NODE_KINDS: readonly (readonly [number, FaultKind])[] = [
  [4, 'link-down'],
  [3, 'drop'],
  [1, 'auth'],
  [1, 'tls'],
  [1, 'dns'],
  [2, 'kubelet-stopped'],
  [2, 'kubelet-killed'],
  [2, 'kubelet-restarted'],
  [1, 'crash-loop'],
  [1, 'reboot'],
  [1, 'hung'],
  [1, 'suspended'],
  [2, 'runtime-down'],
]
const CLUSTER_KINDS: readonly (readonly [number, FaultKind])[] = [
  [3, 'refused'],
  [2, 'load-balancer'],
  [2, 'slow'],
  [1, 'unavailable'],
  [2, 'drop'],
  [2, 'link-down'],
  [1, 'dns'],
]
const ZONES = [
  ['UTC', 0],
  ['Asia/Seoul', 540],
  ['Asia/Kolkata', 330],
  ['America/Sao_Paulo', -180],
] as const

export function drawScenario(random: Random): Scenario {
  const fullEvidence = random.chance(0.4)
  const release = random.weighted<Release>([
    [2, '1.20'],
    [4, '1.30'],
    [2, '1.36'],
  ])
  const startUs = Date.UTC(2026, 2, 10, random.integer(0, 22), random.integer(0, 59)) * 1000
  const names = ['w1', 'w2', 'w3', 'w4', 'w5'].slice(0, random.integer(1, 5))
  const faults: Fault[] = []
  const count = random.weighted([
    [1, 0],
    [8, 1],
    [fullEvidence ? 0 : 4, 2],
  ])
  let atUs = startUs + random.uniform(1, 4) * MINUTE
  for (let i = 0; i < count; i++) {
    const fault = drawFault(random, names, Math.round(atUs), fullEvidence)
    faults.push(fault)
    atUs = fault.toUs + random.uniform(0.4, 4) * MINUTE
  }
  if (!fullEvidence && random.chance(0.2)) faults.push(controllerKilled(random, startUs, atUs))
  const endUs = Math.round(atUs + random.uniform(1, 2) * MINUTE)
  const loses = !fullEvidence && random.chance(0.4)
  const replicaCount = fullEvidence || random.chance(0.7) ? 1 : 2
  const oneZone = fullEvidence || random.chance(0.7)
  const clocksApart = !fullEvidence && random.chance(0.3)
  const steps = !fullEvidence && random.chance(0.12)
  const allGiven = fullEvidence || random.chance(0.6)
  return {
    release,
    graceUs: (release === '1.36' ? 50 : 40) * SECOND,
    kubeletVerbosity: fullEvidence || random.chance(0.5) ? 6 : 2,
    controllerVerbosity: fullEvidence || random.chance(0.75) ? 2 : 0,
    printsStart: random.chance(0.5),
    resolvesName: random.chance(0.5),
    noiseUs: random.weighted([
      [2, 3 * SECOND],
      [1, 40 * SECOND],
    ]),
    startUs,
    endUs,
    podsPerNode: random.integer(0, 2),
    faults,
    nodes: names.map((name) => {
      const [zone, zoneMinutes] = oneZone ? ZONES[0] : random.pick(ZONES)
      return {
        name,
        offsetUs: clocksApart ? Math.round(random.pick([0.4, 3, 30]) * SECOND * random.uniform(-1, 1)) : 0,
        zone,
        zoneMinutes,
        envelope: random.weighted<Envelope>([
          [2, 'klog'],
          [1, 'journal-short'],
        ]),
        steps: steps && random.chance(0.6) ? [drawStep(random, startUs, endUs)] : [],
        pauses: pausesOf(faults, name),
        loss: loses && random.chance(0.6) ? drawLoss(random, startUs, endUs) : [],
        given: allGiven || random.chance(0.6),
      }
    }),
    replicas: Array.from({ length: replicaCount }, () => ({
      given: fullEvidence || random.chance(0.75),
      loss: loses && random.chance(0.4) ? drawLoss(random, startUs, endUs) : [],
    })),
    zonesGiven: random.chance(0.7),
    fullEvidence,
  }
}

function drawFault(random: Random, names: readonly string[], fromUs: number, simple: boolean): Fault {
  const seconds = random.weighted([
    [2, random.uniform(12, 45)],
    [4, random.uniform(45, 200)],
    [simple ? 1 : 2, random.uniform(200, 620)],
  ])
  const toUs = Math.round(fromUs + seconds * SECOND)
  if (random.chance(0.3)) return { kind: random.weighted(CLUSTER_KINDS), nodes: names, fromUs, toUs }
  const kind = random.weighted(NODE_KINDS)
  const several = !simple && names.length > 2 && random.chance(0.25)
  const first = random.integer(0, names.length - 1)
  const nodes = names.filter((_, i) => i === first || (several && random.chance(0.5)))
  if (kind === 'kubelet-restarted')
    return { kind, nodes, fromUs, toUs: fromUs + Math.round(random.uniform(0.1, 4) * SECOND) }
  return { kind, nodes, fromUs, toUs }
}

function controllerKilled(random: Random, startUs: number, endUs: number): Fault {
  const fromUs = Math.round(random.uniform(startUs + 20 * SECOND, endUs))
  return { kind: 'controller-killed', nodes: [], fromUs, toUs: fromUs }
}

function drawStep(random: Random, startUs: number, endUs: number): ClockStep {
  const size = random.pick([0.5, 5, 20, 90]) * random.uniform(0.5, 1.5) * SECOND
  return {
    atUs: Math.round(random.uniform(startUs + 30 * SECOND, endUs)),
    byUs: Math.round(random.chance(0.5) ? size : -size),
  }
}

function pausesOf(faults: readonly Fault[], name: string): Pause[] {
  return faults.flatMap(({ kind, nodes, fromUs, toUs }) =>
    (kind === 'hung' || kind === 'suspended') && nodes.includes(name) ? [{ kind, fromUs, toUs }] : [],
  )
}

function drawLoss(random: Random, startUs: number, endUs: number): Loss[] {
  const kind = random.weighted([
    [2, 'head'],
    [2, 'tail'],
    [3, 'window'],
    [2, 'random'],
  ] as const)
  const atUs = Math.round(random.uniform(startUs, endUs))
  if (kind === 'random') return [{ kind, share: random.pick([0.01, 0.05]) }]
  if (kind !== 'window') return [{ kind, atUs }]
  return Array.from({ length: random.integer(1, 3) }, () => {
    const fromUs = Math.round(random.uniform(startUs, endUs))
    return { kind, fromUs, toUs: fromUs + Math.round(random.uniform(20, 170) * SECOND) }
  })
}

export function describeScenario(scenario: Scenario): string {
  const faults = scenario.faults.map(
    (f) => `${f.kind} of ${f.nodes.join(',') || 'the control plane'} ${time(f.fromUs)}–${time(f.toUs)}`,
  )
  const nodes = scenario.nodes.map((n) =>
    [
      n.name,
      n.envelope === 'klog' ? '' : n.envelope,
      n.given ? '' : 'log missing',
      n.zone === 'UTC' ? '' : n.zone,
      n.offsetUs === 0 ? '' : `${n.offsetUs / SECOND} s ahead`,
      ...n.steps.map((s) => `step ${s.byUs / SECOND} s at ${time(s.atUs)}`),
      ...n.loss.map(describeLoss),
    ]
      .filter((word) => word !== '')
      .join(' '),
  )
  const replicas = scenario.replicas.map((r) =>
    [r.given ? 'given' : 'log missing', ...r.loss.map(describeLoss)].join(' '),
  )
  return [
    `${scenario.release} kubelet -v=${scenario.kubeletVerbosity} controller -v=${scenario.controllerVerbosity}${scenario.fullEvidence ? ' full evidence' : ''}${scenario.zonesGiven ? '' : ', zones not given'}${scenario.printsStart ? '' : ', no flags'}`,
    `from ${time(scenario.startUs)} to ${time(scenario.endUs)}; faults: ${faults.join('; ') || 'none'}`,
    `nodes: ${nodes.join('; ')}; controllers: ${replicas.join('; ')}`,
  ].join(' | ')
}

function describeLoss(loss: Loss): string {
  if (loss.kind === 'random') return `${loss.share * 100} % of lines lost`
  if (loss.kind === 'window') return `lost ${time(loss.fromUs)}–${time(loss.toUs)}`
  return `${loss.kind} lost at ${time(loss.atUs)}`
}

function time(us: number): string {
  return new Date(us / 1000).toISOString().slice(11, 23)
}
