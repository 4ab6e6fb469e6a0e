import { describe, expect, it } from 'vitest'
import { MAX_WRAPPED_LINES } from '../../../src/read/records/wrapped-lines.ts'
import { read } from '../../support/read-text.ts'

const NEXT =
  'E0614 15:36:00.492342    1234 controller.go:145] "Failed to ensure lease exists, will retry" err="EOF" interval="7s"'
const ERROR =
  'E0314 10:20:31.123456    1234 controller.go:145] "Failed to ensure lease exists, will retry" err="Get \\"https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s\\": dial tcp 10.0.0.10:6443: connect: no route to host" interval="7s"'
const PLAIN =
  'E0314 10:20:31.123456    1234 controller.go:136] failed to ensure node lease exists, will retry in 7s, error: Get "https://10.0.0.10:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker-1?timeout=10s": dial tcp 10.0.0.10:6443: connect: no route to host'
const FAILED = { kind: 'lease.ensure-failed', node: 'worker-1', cause: 'no-route', retryIntervalSeconds: 7 }

/** Breaks a line as a terminal of `columns` columns does. */
const wrapped = (line: string, columns: number): string[] =>
  line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? []

const observed = async (...lines: readonly string[]): Promise<readonly object[]> =>
  (await read(lines.map((line) => `${line}\n`).join(''))).observations

describe('a failure in several lines is joined', () => {
  // Notes on installing Kubernetes by hand: the error stands below its message, and its end is missing.
  it('with the error below its message', async () => {
    const lines = [
      'E0614 15:35:41.492342 controller.go:145] "Failed to ensure lease exists, will retry"',
      'err="Get \\"https://server.kubernetes.local:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1\\"',
    ]
    const expected = { kind: 'lease.ensure-failed', node: 'node-1', line: 1 }
    expect(await observed(...lines)).toMatchObject([expected])
    expect(await observed(...lines, NEXT)).toMatchObject([expected, { line: 3, error: 'EOF' }])
  })

  // A write-up of an incident, wrapped by hand.
  it('with an error that is broken between its parts', async () => {
    const lines = [
      'kubelet_node_status.go:474  "Error updating node status, will retry"',
      '  err="error getting node \\"cp03.faekcorp.lab\\":',
      '  Get \\"https://10.70.41.250:6443/api/v1/nodes/cp03.faekcorp.lab\\":',
      '  dial tcp 10.70.41.250:6443: connect: connection refused"',
    ]
    expect(await observed(...lines, 'and prose below it')).toMatchObject([
      {
        kind: 'node-status.update-failed',
        node: 'cp03.faekcorp.lab',
        cause: 'connection-refused',
        error:
          'error getting node "cp03.faekcorp.lab": Get "https://10.70.41.250:6443/api/v1/nodes/cp03.faekcorp.lab": dial tcp 10.70.41.250:6443: connect: connection refused',
      },
    ])
  })

  // kubernetes/kubernetes#106028, quoted in an answer.
  it('without the marks of a quotation', async () => {
    const lines = [
      '> E1031 15:48:10.064591   86732 controller.go:144] failed to ensure lease exists, will retry in 7s, error: Get ',
      '> "https://k8s-cluster.let.com:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/worker?timeout=10s"',
      '> : net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    ]
    const [found] = (await observed(...lines)) as { error?: string }[]
    expect(found).toMatchObject({ node: 'worker', cause: 'timeout' })
    expect(found?.error).not.toContain('>')
  })

  // github issue kubernetes/minikube#3649, a terminal of 80 columns.
  it('if the screen cut an address and a URL', async () => {
    const lines = [
      'er.go:136] failed to ensure node lease exists, will retry in 800ms, error: Get "',
      'https://control-plane.minikube.internal:8443/apis/coordination.k8s.io/v1/namespa',
      'ces/kube-node-lease/leases/minikube?timeout=10s": dial tcp 192.168.99.103:8443:',
      'connect: connection refused',
    ]
    expect(await observed(...lines)).toMatchObject([
      {
        node: 'minikube',
        cause: 'connection-refused',
        retryIntervalSeconds: 0.8,
        error:
          'Get "https://control-plane.minikube.internal:8443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/minikube?timeout=10s": dial tcp 192.168.99.103:8443: connect: connection refused',
      },
    ])
  })

  it('at every width at which its message stands in the first line', async () => {
    // A plain error that is cut inside its reason looks complete, and so does a line that is cut inside a key.
    const limits = [
      [ERROR, ERROR.indexOf(' interval')],
      [PLAIN, PLAIN.indexOf(' dial ')],
    ] as const
    for (const [line, limit] of limits)
      for (let columns = 140; columns < limit; columns++) {
        const [first, ...more] = await observed(...wrapped(line, columns), NEXT)
        expect(first, `${columns} columns`).toMatchObject({ ...FAILED, line: 1 })
        expect(more).toMatchObject([{ error: 'EOF' }])
      }
  })

  it('if its header was cut, also where the rest begins with a blank', async () => {
    const whole = `Mar 14 10:20:31 worker-1 kubelet[1234]: ${ERROR}`
    const [expected] = (await read(`${whole}\n`)).observations
    const timeUs = expected?.timeUs
    const from = whole.indexOf('1234 controller') + 4
    for (let columns = from; columns <= whole.indexOf('] "') + 2; columns++)
      expect(
        await observed('a line above', ...wrapped(whole, columns), NEXT),
        `${columns} columns`,
      ).toMatchObject([{ ...FAILED, timeUs, line: 3 }, { error: 'EOF' }])
  })

  it('if an address was cut', async () => {
    const to = PLAIN.indexOf(' connect: ')
    for (let columns = PLAIN.indexOf('tcp '); columns <= to; columns++)
      expect((await observed(...wrapped(PLAIN, columns)))[0], `${columns} columns`).toMatchObject(FAILED)
  })

  it('if its message was cut', async () => {
    // A plain message is joined only if its second line passes the prefilter by itself.
    const starts = [
      [ERROR, ERROR.indexOf('] ') + 3],
      [PLAIN, Math.ceil(PLAIN.indexOf('/leases/') / 2) + 8],
    ] as const
    for (const [line, from] of starts) {
      for (let columns = from; columns < 140; columns++) {
        // The beginning of an error's first word may be a complete error.
        if (/: Ge?$/.test(line.slice(0, columns))) continue
        expect(await observed(...wrapped(line, columns), NEXT), `${columns} columns`).toMatchObject([
          { ...FAILED, line: 1 },
          { error: 'EOF' },
        ])
      }
    }
  })

  it('if its lines stand between the bars of a terminal frame', async () => {
    const rows = wrapped(ERROR, 130).map((row) => `│ ${row.padEnd(130)} │`)
    expect(await observed(...rows)).toMatchObject([FAILED])
  })
})

describe('a failure is not joined', () => {
  const head = ERROR.slice(0, 150)
  const alone = { kind: 'lease.ensure-failed', line: 1, retryIntervalSeconds: null }

  it('to a line with a header of its own', async () => {
    const lines = [
      NEXT,
      `Mar 14 10:20:31 worker-1 kubelet[1234]: ${ERROR.slice(150)}`,
      `2026-03-14T10:20:31.123456789Z ${ERROR.slice(150)}`,
      `kubelet[1234]: ${ERROR.slice(150)}`,
    ]
    for (const line of lines) expect((await observed(head, line))[0]).toMatchObject(alone)
  })

  it('to prose, an empty line, or a line with findings of its own', async () => {
    const [cut] = await observed(head)
    const noError = ERROR.slice(0, ERROR.indexOf(' err='))
    const noPlainError = PLAIN.slice(0, PLAIN.indexOf(', error'))
    for (const start of [noError, noPlainError])
      for (const prose of ['This happens since the upgrade.', 'It says "no" here.', 'so='])
        expect(await observed(start, prose), `${start} ${prose}`).toEqual(await observed(start))
    expect((await observed(head, 'This happens since the upgrade.'))[0]).toEqual(cut)
    for (const line of ['', 'failed to update lease, error: EOF'])
      expect((await observed(head, line, ERROR.slice(150)))[0]).toEqual(cut)
  })

  it('if a pager dropped the rest', async () => {
    for (const mark of ['>', '…', '...'])
      expect(await observed(head + mark, ERROR.slice(150))).toMatchObject([alone])
  })

  it('if it is complete', async () => {
    for (const line of [ERROR, PLAIN]) {
      const [whole] = await observed(line)
      expect((await observed(line, 'err="connection refused"'))[0]).toEqual(whole)
    }
  })

  it('to a line beyond MAX_WRAPPED_LINES', async () => {
    const filler = Array.from({ length: MAX_WRAPPED_LINES }, () => 'x')
    expect(await observed(head, ...filler, ERROR.slice(150))).toMatchObject([alone])
    expect(await observed(head, ...filler.slice(1), ERROR.slice(150))).toMatchObject([
      { ...alone, retryIntervalSeconds: 7 },
    ])
  })

  it('in a live pipe, which may have no next line', async () => {
    const { observations } = await read(`${head}\n${ERROR.slice(150)}\n`, { live: true })
    expect(observations).toMatchObject([alone])
  })
})

describe('lines that do not belong to a failure', () => {
  it('are counted as unrecognised', async () => {
    const { observations, problems } = await read(`${ERROR.slice(0, 150)}\nprose\nprose\n${NEXT}\n`)
    expect(observations).toMatchObject([{ line: 1 }, { line: 4 }])
    expect(problems).toMatchObject([{ code: 'unrecognised-lines', excerpt: expect.stringMatching(/^2 /) }])
  })
})
