/**
 * The real kubectl, each that is there, against a server that gives the answers of a real one by HTTPS, with faults.
 *
 * `.ci/run` sets two in `LEASEGAP_TEST_KUBECTLS`: 1.20 and a current one.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { analyze, type Collection, collect } from '../../src/index.ts'
import {
  type Answer,
  type ApiServer,
  apiServer,
  give,
  refuse,
  writeKubeconfig,
} from '../support/api-server.ts'
import { KUBECTLS, makeCertificate } from '../support/kubectls.ts'
import {
  CONTROLLER_POD,
  CONTROLLERS,
  controllerPod,
  EVENTS,
  LEASES,
  NODES,
  PODS,
} from '../support/stand-in-cluster.ts'

const recorded = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'data/real-1.20', name), 'utf8')
const CONTROLLER = recorded('kube-controller-manager.log')
const CONTROLLER_LOG = `${CONTROLLERS}/${CONTROLLER_POD}/log`
const NODE_LOGS = `${NODES}/worker-2/proxy/logs/`

const ANSWERS: Readonly<Record<string, Answer>> = {
  '/version': give({ major: '1', minor: '20' }),
  [NODES]: give(recorded('nodes.json')),
  [LEASES]: give(recorded('leases.json')),
  [EVENTS]: give(recorded('events.json')),
  [PODS]: give({ kind: 'PodList', apiVersion: 'v1', metadata: {}, items: [] }),
  [CONTROLLERS]: give({ items: [controllerPod()] }),
  [CONTROLLER_LOG]: give(CONTROLLER),
}

const directory = mkdtempSync(join(tmpdir(), 'leasegap-'))
const certificate = makeCertificate(directory)
afterAll(() => rmSync(directory, { recursive: true }))
if (KUBECTLS.length === 0 || certificate === null)
  process.stderr.write('skipped: tests with the real kubectl, which needs kubectl and openssl\n')

let server: ApiServer
let dir = ''
/** Answers that are never finished. */
let open: ServerResponse[]
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  open = []
})
afterEach(async () => {
  for (const response of open) response.destroy()
  await server.close()
  rmSync(dir, { recursive: true })
  delete process.env.KUBECTL
})

/** Sends a part of the log, and then whatever the fault is. */
const begin = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-length': CONTROLLER.length })
  response.write(CONTROLLER.slice(0, 5000))
}

interface Fault {
  readonly name: string
  readonly path: string
  readonly answer: Answer
  readonly status: 'failed' | 'cut' | 'saved'
  readonly reason: RegExp | null
}

const FAULTS: readonly Fault[] = [
  {
    ...{ name: 'a connection that is reset', path: EVENTS, status: 'failed' },
    ...{ answer: (response) => response.socket?.destroy(), reason: /EOF|502|reset/ },
  },
  {
    ...{ name: 'no answer at all', path: EVENTS, status: 'failed' },
    ...{ answer: (response) => void open.push(response), reason: /^given up after 3 s, see --deadline$/ },
  },
  ...(
    [
      [401, 'Unauthorized', /^401 Unauthorized; log in again/],
      [403, 'events is forbidden', /^403 events is forbidden$/],
      [404, 'the server could not find the requested resource', /^404 the server could not find/],
      [410, 'The provided continue parameter is too old', /^410 The provided continue parameter is too old$/],
      [429, 'Too many requests', /^429 Too many requests$/],
    ] as const
  ).map(
    ([code, message, reason]): Fault => ({
      ...{ name: `status ${code}`, path: EVENTS, status: 'failed', answer: refuse(code, message), reason },
    }),
  ),
  {
    ...{ name: 'a listing in place of a log', path: NODE_LOGS, status: 'failed' },
    ...{
      answer: give('<pre>\n<a href="pods/">pods/</a>\n</pre>'),
      reason: /a listing of \/var\/log: log queries are off/,
    },
  },
  {
    ...{
      name: 'a body that breaks off',
      path: CONTROLLER_LOG,
      status: 'cut',
      reason: /aborted|reset|hang up/,
    },
    answer(response) {
      begin(response)
      setTimeout(() => response.socket?.destroy(), 100)
    },
  },
  {
    ...{ name: 'a dead connection', path: CONTROLLER_LOG, status: 'cut', reason: /^given up after 3 s/ },
    answer(response) {
      begin(response)
      open.push(response)
    },
  },
  {
    ...{ name: 'slow bytes', path: CONTROLLER_LOG, status: 'saved', reason: null },
    answer(response) {
      begin(response)
      setTimeout(() => response.write(CONTROLLER.slice(5000, 9000)), 300)
      setTimeout(() => response.end(CONTROLLER.slice(9000)), 600)
    },
  },
]

/** What can be had of each: a log is asked for from its node first. */
const attemptOf = ({ attempts }: Collection, path: string): Collection['attempts'][number] | undefined =>
  attempts.find(({ what, way }) => {
    if (path === EVENTS) return what === 'events'
    return path === NODE_LOGS ? way === 'node-log' : what.startsWith('log of') && way === 'API server'
  })

describe.skipIf(certificate === null).each(KUBECTLS)('kubectl $version', ({ path: kubectl }) => {
  const collectFrom = async (answers: Readonly<Record<string, Answer>>): Promise<Collection> => {
    process.env.KUBECTL = kubectl
    server = await apiServer(answers, certificate ?? undefined)
    return collect(join(dir, 'out'), {
      ...{ nodes: ['worker-2'], via: ['node-log'], deadlineSeconds: 3 },
      time: { sinceUs: null, untilUs: null },
      kubectlFlags: [`--kubeconfig=${writeKubeconfig(dir, server.url, 'c', certificate?.certificate)}`],
    })
  }

  it('collects what a real API server answers, unchanged', async () => {
    const { attempts } = await collectFrom(ANSWERS)
    expect(attempts.filter(({ status }) => status === 'saved').map(({ file }) => file)).toEqual(
      expect.arrayContaining([
        'nodes.json',
        'leases.json',
        'events.json',
        `controller/${CONTROLLER_POD}/current.log`,
      ]),
    )
    for (const name of ['nodes', 'leases', 'events'])
      expect(readFileSync(join(dir, `out/${name}.json`), 'utf8').trim()).toBe(recorded(`${name}.json`).trim())
    const { incidents } = await analyze(join(dir, 'out'), { year: 2026 })
    expect(incidents.map(({ node, kind, boundaries }) => [node, kind, boundaries.lastRenewal?.atUs])).toEqual(
      [['worker-2', 'lease-outage', Date.UTC(2026, 10, 27, 3, 14, 15, 415) * 1000]],
    )
  })

  it('says what to do without credentials, for which kubectl would ask', async () => {
    process.env.KUBECTL = kubectl
    server = await apiServer(ANSWERS, certificate ?? undefined)
    const config = writeKubeconfig(dir, server.url, 'c', certificate?.certificate)
    writeFileSync(config, readFileSync(config, 'utf8').replace(/\{"token":"[^"]*"\}/, '{}'))
    const call = collect(join(dir, 'out'), {
      ...{ nodes: [], time: { sinceUs: null, untilUs: null }, kubectlFlags: [`--kubeconfig=${config}`] },
    })
    await expect(call).rejects.toThrow(
      /: error: EOF; log in, and check that "kubectl get nodes" works without/,
    )
  })

  it.each(FAULTS)('meets $name: $status', async ({ path, answer, status, reason }) => {
    const collection = await collectFrom({ ...ANSWERS, [path]: answer })
    expect(attemptOf(collection, path)).toMatchObject({
      status,
      reason: reason === null ? null : expect.stringMatching(reason),
    })
    // The rest is there, and what is cut can be read.
    const { problems, incidents } = await analyze(join(dir, 'out'), { year: 2026 })
    expect(problems.filter(({ code }) => code === 'unreadable')).toEqual([])
    expect(incidents.map(({ node }) => node)).toEqual(['worker-2'])
  })
})
