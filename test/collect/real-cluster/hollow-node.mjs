#!/usr/bin/env node
/**
 * A hollow node: it keeps a Node and a Lease alive, as a kubelet does, and runs nothing. To kill it is an outage.
 *   hollow-node.mjs NAME SERVER CA TOKEN    SERVER: https://127.0.0.1:6443; CA: a file
 */
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

const [name, server, caFile, token] = process.argv.slice(2)
const ca = readFileSync(caFile)

/** Between two renewals, in ms: the kubelet's interval and its jitter. */
const INTERVAL_MS = 10_000
const JITTER = 0.04

const NODES = '/api/v1/nodes'
const LEASES = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'

/** Resolves with the answer as an object, and rejects for a status of 400 or more that is not `allowed`. */
function ask(method, path, body, { type = 'application/json', allowed = [] } = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type }
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server}${path}`,
      { method, ca, headers, timeout: INTERVAL_MS },
      async (answer) => {
        let text = ''
        for await (const chunk of answer.setEncoding('utf8')) text += chunk
        if (answer.statusCode < 400 || allowed.includes(answer.statusCode)) resolve(JSON.parse(text))
        else reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`))
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer`)))
    sent.on('error', reject)
    sent.end(JSON.stringify(body))
  })
}

/** In microseconds, as Kubernetes prints a MicroTime. */
const now = () => `${new Date().toISOString().slice(0, -1)}000Z`

const ready = () => ({
  type: 'Ready',
  status: 'True',
  reason: 'KubeletReady',
  message: 'hollow',
  lastHeartbeatTime: new Date().toISOString(),
  lastTransitionTime: new Date().toISOString(),
})

await ask('POST', NODES, { metadata: { name } }, { allowed: [409] })
await ask(
  'PATCH',
  `${NODES}/${name}/status`,
  { status: { conditions: [ready()], nodeInfo: { kubeletVersion: 'v1.20.2' } } },
  { type: 'application/strategic-merge-patch+json' },
)
const spec = { holderIdentity: name, leaseDurationSeconds: 40, renewTime: now() }
await ask('POST', LEASES, { metadata: { name }, spec }, { allowed: [409] })
for (;;) {
  try {
    const lease = await ask('GET', `${LEASES}/${name}`)
    await ask('PUT', `${LEASES}/${name}`, { ...lease, spec: { ...lease.spec, renewTime: now() } })
  } catch (error) {
    process.stderr.write(`${error.message}\n`)
  }
  await sleep(INTERVAL_MS * (1 + JITTER * Math.random()))
}
