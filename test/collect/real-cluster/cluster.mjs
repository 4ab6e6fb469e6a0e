#!/usr/bin/env node
/**
 * Runs a real control plane of Kubernetes 1.20 with hollow nodes until it is ended by Ctrl-C or SIGTERM.
 *   cluster.mjs DIRECTORY [NODES] [kubelet]    DIRECTORY: what build.sh made; NODES: how many, 3 by default
 * With `kubelet` there is a real one, too, `cp-1`, which runs the controller manager as a static pod by the docker that
 * DOCKER_HOST names. It needs root, and the images `kcm:local` and `pause:local`. All of it is in DIRECTORY/run: `kubeconfig`, the logs, and the pid of each program in `NAME.pid`.
 */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const [directory, count = '3', withKubelet] = process.argv.slice(2)
const bin = (name) => resolve(directory, 'bin', name)
const run = resolve(directory, 'run')
const file = (name) => join(run, name)

/** A token that this run made up: the API server listens on the loopback interface only. */
const TOKEN = crypto.randomUUID()
const SERVER = 'https://127.0.0.1:16443'
const ETCD = 'http://127.0.0.1:12379'

const children = []
function start(name, program, args) {
  const log = openSync(file(`${name}.log`), 'a')
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, args, { stdio: ['ignore', log, log], detached: true })
  writeFileSync(file(`${name}.pid`), `${child.pid}\n`)
  children.push(child)
}

function stop() {
  for (const child of children.reverse())
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid)
  process.exit()
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

rmSync(run, { recursive: true, force: true })
mkdirSync(run, { mode: 0o700 })
writeFileSync(file('tokens.csv'), `${TOKEN},admin,admin,system:masters\n`)
execFileSync('openssl', ['genrsa', '-out', file('accounts.key'), '2048'], { stdio: 'ignore' })

start('etcd', bin('etcd'), [
  ...[`--data-dir=${file('etcd')}`, `--listen-client-urls=${ETCD}`, `--advertise-client-urls=${ETCD}`],
  '--listen-peer-urls=http://127.0.0.1:12380',
])
start('kube-apiserver', bin('kube-apiserver'), [
  ...[
    `--etcd-servers=${ETCD}`,
    `--cert-dir=${file('certificates')}`,
    `--token-auth-file=${file('tokens.csv')}`,
  ],
  ...['--bind-address=127.0.0.1', '--secure-port=16443', '--authorization-mode=RBAC'],
  ...['--service-account-issuer=https://localhost', `--service-account-key-file=${file('accounts.key')}`],
  ...[`--service-account-signing-key-file=${file('accounts.key')}`, '--service-cluster-ip-range=10.0.0.0/24'],
  // The name of the machine is not that of the node.
  '--kubelet-preferred-address-types=InternalIP',
  // Pods of a trial have no account.
  '--disable-admission-plugins=ServiceAccount',
])

const ca = file('certificates/apiserver.crt')
const isReady = () =>
  new Promise((done) => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    request(`${SERVER}/readyz`, { headers, rejectUnauthorized: false }, (answer) => {
      answer.resume()
      done(answer.statusCode === 200)
    })
      .on('error', () => done(false))
      .end()
  })
while (!(existsSync(ca) && (await isReady()))) await sleep(500)

writeFileSync(
  file('kubeconfig'),
  JSON.stringify({
    ...{ kind: 'Config', apiVersion: 'v1', 'current-context': 'real' },
    clusters: [{ name: 'real', cluster: { server: SERVER, 'certificate-authority': ca } }],
    contexts: [{ name: 'real', context: { cluster: 'real', user: 'admin' } }],
    users: [{ name: 'admin', user: { token: TOKEN } }],
  }),
)
const controller = [
  ...[`--kubeconfig=${file('kubeconfig')}`, '--controllers=nodelifecycle', '--v=2', '--port=0'],
  ...['--secure-port=0', '--leader-elect=false'],
]
if (withKubelet === 'kubelet') startKubelet()
else start('kube-controller-manager', bin('kube-controller-manager'), controller)
for (let n = 1; n <= Number(count); n++)
  start(`worker-${n}`, process.execPath, [
    join(import.meta.dirname, 'hollow-node.mjs'),
    ...[`worker-${n}`, SERVER, ca, TOKEN],
  ])
process.stdout.write(`export KUBECONFIG=${file('kubeconfig')}\n`)

/** Starts a kubelet with a /var/log of its own, in which systemd writes its journal. */
function startKubelet() {
  const [machine, journal] = ['0123456789abcdef0123456789abcdef', '/lib/systemd/systemd-journal-remote']
  mkdirSync(file('manifests'))
  mkdirSync(file(`var-log/journal/${machine}`), { recursive: true })
  const name = 'kube-controller-manager'
  const container = {
    ...{ name, image: 'kcm:local', imagePullPolicy: 'Never', command: [`/${name}`, ...controller] },
    volumeMounts: [{ name: 'run', mountPath: run, readOnly: true }],
  }
  writeFileSync(
    file('manifests/controller.json'),
    JSON.stringify({
      ...{ apiVersion: 'v1', kind: 'Pod' },
      metadata: { name, namespace: 'kube-system', labels: { component: name } },
      spec: {
        hostNetwork: true,
        containers: [container],
        volumes: [{ name: 'run', hostPath: { path: run } }],
      },
    }),
  )
  const kubelet = [
    ...[bin('kubelet'), '--v=6', '--hostname-override=cp-1', `--kubeconfig=${file('kubeconfig')}`],
    ...[`--root-dir=${file('kubelet')}`, `--pod-manifest-path=${file('manifests')}`],
    ...[`--docker-endpoint=${process.env.DOCKER_HOST}`, '--pod-infra-container-image=pause:local'],
    ...['--fail-swap-on=false', '--cgroup-driver=cgroupfs', '--cgroups-per-qos=false'],
    ...['--enforce-node-allocatable=', '--make-iptables-util-chains=false', '--eviction-hard='],
  ]
  const script = `mount --make-rprivate / && mount --bind '${file('var-log')}' /var/log &&
    ${kubelet.map((word) => `'${word}'`).join(' ')} 2>&1 | tee '${file('kubelet.txt')}' |
    '${process.execPath}' '${join(import.meta.dirname, 'to-journal.mjs')}' cp-1 |
    '${journal}' -o /var/log/journal/${machine}/system.journal -`
  start('kubelet', 'unshare', ['-m', 'sh', '-c', script])
}
