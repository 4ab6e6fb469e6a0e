/** Runs a scenario and returns what happened and what was printed. */
import { Random } from '../random.ts'
import { ApiServer } from './api-server.ts'
import { startControlPlane } from './control-plane.ts'
import type { Pod } from './controller.ts'
import { Kubelet } from './kubelet.ts'
import { kubeletWords as words } from './kubelet-words.ts'
import { Log } from './log.ts'
import { Machine } from './machine.ts'
import { Network } from './network.ts'
import { describeScenario, type Loss, type NodeScenario, type Scenario } from './scenario.ts'
import { type Life, Scheduler, type Task } from './scheduler.ts'
import type { ClusterTruth, Fault, KubeletProcess, NodeTruth } from './truth.ts'

const SECOND = 1_000_000
const PROCESS_KINDS = new Set([
  'kubelet-stopped',
  'kubelet-killed',
  'kubelet-restarted',
  'crash-loop',
  'reboot',
])

export interface Input {
  readonly file: string
  readonly text: string
  readonly zone: string
}

export interface Simulation {
  readonly truth: ClusterTruth
  readonly inputs: readonly Input[]
  readonly zonesGiven: boolean
  /** Of all inputs, in real time. */
  readonly lastLineUs: number
}

export function simulate(scenario: Scenario, seed: number): Simulation {
  const random = new Random(seed ^ 0x5bd1e995)
  const scheduler = new Scheduler(scenario.startUs)
  const api = new ApiServer()
  const network = new Network(
    {
      apiHost: scenario.resolvesName ? 'demo-control-plane' : '172.18.0.2',
      apiAddress: '172.18.0.2:6443',
      resolvesName: scenario.resolvesName,
    },
    scenario.faults,
    random.fork(),
  )
  const nodes = scenario.nodes.map((node) => ({ node, log: logOf(node) }))
  const truth: ClusterTruth = {
    seed,
    release: scenario.release,
    controllerRelease: scenario.release,
    startUs: scenario.startUs,
    endUs: scenario.endUs,
    graceUs: scenario.graceUs,
    kubeletVerbosity: scenario.kubeletVerbosity,
    controllerVerbosity: scenario.controllerVerbosity,
    faults: scenario.faults,
    nodes: nodes.map(({ node, log }) => truthOf(node, log, api, scenario, random)),
    leaderships: [],
    fullEvidence: scenario.fullEvidence,
    description: describeScenario(scenario),
  }
  nodes.forEach(({ log }, i) => {
    const around = {
      scheduler,
      network,
      api,
      truth: truth.nodes[i] as NodeTruth,
      log,
      faults: scenario.faults,
    }
    startKubelets({ ...around, random: random.fork() }, scenario)
  })
  const controlPlane = new Machine({ name: 'cp', offsetUs: 0, zoneMinutes: 0, steps: [], pauses: [] })
  const replicas = scenario.replicas.map((_, i) => ({
    log: new Log(`kube-controller-manager-${i}.log`, controlPlane, 'klog'),
    printsStart: scenario.printsStart,
  }))
  startControlPlane(
    { scheduler, api, random: random.fork(), truth, pods: podsOf(scenario, random) },
    { release: scenario.release, verbosity: scenario.controllerVerbosity, graceUs: scenario.graceUs },
    replicas,
    scenario.faults,
    scenario.endUs,
  )
  scheduler.run(scenario.endUs)
  const inputs: Input[] = []
  scenario.nodes.forEach(({ given, loss, zone }, i) => {
    const log = nodes[i]?.log as Log
    lose(log, given ? loss : ALL, random)
    if (given && log.keptLines.length > 0) inputs.push({ file: log.name, text: log.format(), zone })
  })
  scenario.replicas.forEach(({ given, loss }, i) => {
    const log = replicas[i]?.log as Log
    lose(log, given ? loss : ALL, random)
    if (given && log.keptLines.length > 0) inputs.push({ file: log.name, text: log.format(), zone: 'UTC' })
  })
  const lasts = [...nodes, ...replicas].map(
    ({ log }) => log.keptLines.at(-1)?.atUs ?? Number.NEGATIVE_INFINITY,
  )
  return { truth, inputs, zonesGiven: scenario.zonesGiven, lastLineUs: Math.max(...lasts) }
}

const ALL: readonly Loss[] = [{ kind: 'random', share: 1 }]

function lose(log: Log, losses: readonly Loss[], random: Random): void {
  log.lines.sort((a, b) => a.atUs - b.atUs)
  for (const loss of losses)
    for (const line of log.lines) if (isLost(line.atUs, loss, random)) line.kept = false
}

function isLost(atUs: number, loss: Loss, random: Random): boolean {
  switch (loss.kind) {
    case 'random':
      return random.chance(loss.share)
    case 'head':
      return atUs < loss.atUs
    case 'tail':
      return atUs > loss.atUs
    case 'window':
      return atUs >= loss.fromUs && atUs < loss.toUs
  }
}

function logOf(node: NodeScenario): Log {
  const { name, offsetUs, zoneMinutes, steps, pauses, envelope } = node
  return new Log(`kubelet-${name}.log`, new Machine({ name, offsetUs, zoneMinutes, steps, pauses }), envelope)
}

function truthOf(
  node: NodeScenario,
  log: Log,
  api: ApiServer,
  scenario: Scenario,
  random: Random,
): NodeTruth {
  const stampUs = log.machine.stampOf(scenario.startUs)
  const heartbeatUs = stampUs - Math.round(random.uniform(0, 290) * SECOND)
  const readyChanges: NodeTruth['readyChanges'] = []
  api.nodes.set(node.name, {
    name: node.name,
    renewTimeUs: stampUs - Math.round(random.uniform(0, 10) * SECOND),
    ready: {
      type: 'Ready',
      status: 'True',
      heartbeatUs,
      transitionUs: heartbeatUs - 3600 * SECOND,
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    },
    changes: readyChanges,
    taint: null,
    taintedAtUs: 0,
  })
  return {
    name: node.name,
    offsetUs: node.offsetUs,
    steps: node.steps,
    pauses: node.pauses,
    renewals: [],
    failures: [],
    statusPosts: [],
    readyChanges,
    processes: [],
    staleLooks: [],
    queued: [],
    evictions: [],
    log: node.given ? log : null,
  }
}

function podsOf(scenario: Scenario, random: Random): Pod[] {
  return scenario.nodes.flatMap((node) =>
    Array.from({ length: scenario.podsPerNode }, (_, i) => ({
      name: `default/${node.name}-web-${i}`,
      node: node.name,
      tolerationUs: random.pick([0, 60, 300, 300]) * SECOND,
    })),
  )
}

type KubeletSurroundings = ConstructorParameters<typeof Kubelet>[0]

function startKubelets(around: KubeletSurroundings, scenario: Scenario): void {
  const { truth, log, random } = around
  const faults = scenario.faults
    .filter((f) => PROCESS_KINDS.has(f.kind) && f.nodes.includes(truth.name))
    .sort((a, b) => a.fromUs - b.fromUs)
  let pid = random.integer(700, 3000)
  let startUs = scenario.startUs
  for (let i = 0; i <= faults.length; i++) {
    const fault = faults[i]
    const endUs = fault?.fromUs ?? Number.POSITIVE_INFINITY
    const settings = {
      release: scenario.release,
      verbosity: scenario.kubeletVerbosity,
      noiseUs: scenario.noiseUs,
      printsStart: scenario.printsStart,
    }
    const life: Life = { machine: log.machine, pid, startUs, endUs }
    new Kubelet(around, settings, life).start(i === 0)
    truth.processes.push({ pid, startUs, endUs, works: true })
    if (fault === undefined) return
    pid = fault.kind === 'reboot' ? random.integer(600, 900) : pid + random.integer(20, 900)
    pid = printEnd(around, fault, life, pid)
    startUs = fault.toUs
  }
}

/** Prints what systemd prints about the end and the next start. Returns the pid of the next process. */
function printEnd(around: KubeletSurroundings, fault: Fault, life: Life, pid: number): number {
  const { scheduler, log, truth, random } = around
  const systemd: Life = { machine: log.machine, pid: 1, startUs: 0, endUs: Number.POSITIVE_INFINITY }
  const unit = 'kubelet.service - kubelet: The Kubernetes Node Agent'
  const at = (atUs: number, text: string): void => scheduler.spawn(printTask(text), systemd, atUs)
  function* printTask(text: string): Task {
    log.printOfSystemd(scheduler.nowUs, text)
    yield 1
  }
  if (fault.kind === 'kubelet-killed' || fault.kind === 'crash-loop') {
    at(fault.fromUs + 2000, 'kubelet.service: Main process exited, code=killed, status=9/KILL')
    at(fault.fromUs + 2500, "kubelet.service: Failed with result 'signal'.")
    if (fault.kind === 'crash-loop') return crashLoop(at, fault, life, pid)
  } else {
    at(fault.fromUs - 40_000, `Stopping ${unit}...`)
    at(fault.fromUs + 2000, 'kubelet.service: Deactivated successfully.')
    at(fault.fromUs + 2500, `Stopped ${unit}.`)
    if (fault.kind === 'reboot')
      at(fault.toUs - 3_000_000, `-- Boot ${'0a1b2c3d4e5f67890123456789abcdef'} --`)
  }
  at(fault.toUs - 1000, `Started ${unit}.`)
  return pid

  function crashLoop(print: typeof at, { fromUs, toUs }: Fault, { machine }: Life, firstPid: number): number {
    let next = firstPid
    for (let startUs = fromUs + 10_200_000, n = 1; startUs < toUs - 3 * SECOND; startUs += 10_400_000, n++) {
      const endUs = startUs + Math.round(random.uniform(0.2, 1.5) * SECOND)
      const short: Life = { machine, pid: next, startUs, endUs }
      print(startUs - 2000, `kubelet.service: Scheduled restart job, restart counter is at ${n}.`)
      print(startUs - 1000, `Started ${unit}.`)
      print(endUs + 1000, 'kubelet.service: Main process exited, code=exited, status=1/FAILURE')
      print(endUs + 1500, "kubelet.service: Failed with result 'exit-code'.")
      scheduler.spawn(fail(short), short, startUs + 50_000)
      const process: KubeletProcess = { pid: next, startUs, endUs, works: false }
      truth.processes.push(process)
      next += random.integer(10, 60)
    }
    print(toUs - 1000, `Started ${unit}.`)
    return next
  }

  function* fail(life: Life): Task {
    log.print(scheduler.nowUs, life.pid, words.fatal())
    yield 1
  }
}
