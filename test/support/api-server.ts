/** A stand-in for the API server, and one for `kubectl proxy`: it forwards what comes through its socket. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Certificate } from './kubectls.ts'
import { type StandIns, standIns } from './log-programs.ts'

/** Answers one request; `path` is without its query. */
export type Answer = (response: ServerResponse, query: URLSearchParams) => void

export interface ApiServer {
  readonly url: string
  /** Requests so far, with their queries. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/**
 * Starts a server on the loopback interface. What has no answer is 404 with a Status object. With a certificate it speaks
 * HTTPS.
 */
export async function apiServer(
  answers: Readonly<Record<string, Answer>>,
  tls?: Certificate,
): Promise<ApiServer> {
  const requests: string[] = []
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    requests.push(request.url ?? '')
    const answer = answers[pathname]
    if (answer) answer(response, searchParams)
    else refuse(404, `the server could not find ${pathname}`)(response, searchParams)
  }
  const server = tls
    ? createSecureServer({ key: tls.key, cert: tls.certificate }, listener)
    : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** Answers with an object, or a text. */
export function give(body: unknown): Answer {
  return (response) => response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

/** Answers with an error as the API server words it. */
export function refuse(status: number, message: string): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ kind: 'Status', status: 'Failure', message, code: status }))
  }
}

/** The shell command that runs the stand-in for kubectl against a server. */
export function standInForKubectl(url: string): string {
  const script = `
    const { createServer, request } = require('node:http')
    const socket = process.argv.find((arg) => arg.startsWith('--unix-socket=')).slice('--unix-socket='.length)
    createServer((from, to) => {
      from.pipe(request('${url}' + from.url, { method: from.method, agent: false }, (answer) => {
        to.writeHead(answer.statusCode, answer.headers)
        answer.on('aborted', () => to.destroy()).pipe(to)
      }))
    }).listen(socket, () => console.log('Starting to serve on ' + socket))`
  return `exec '${process.execPath}' - "$@" << 'END'\n${script}\nEND`
}

/** Writes a kubeconfig by which the real kubectl reaches a server. Returns its path. */
export function writeKubeconfig(directory: string, url: string, context: string, authority?: string): string {
  const path = join(directory, 'kubeconfig')
  const trust =
    authority === undefined ? {} : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }
  const config = {
    ...{ kind: 'Config', apiVersion: 'v1', 'current-context': context },
    clusters: [{ name: 'c', cluster: { server: url, ...trust } }],
    contexts: [{ name: context, context: { cluster: 'c', user: 'u' } }],
    // Without any, kubectl asks for them where it speaks HTTPS.
    users: [{ name: 'u', user: { token: 'of-a-test' } }],
  }
  writeFileSync(path, JSON.stringify(config))
  return path
}

/** What each test of a file has for itself. */
export interface TestCluster {
  /** Come first in PATH. */
  readonly programs: StandIns
  /** An empty directory. */
  readonly dir: string
  /** Throws before `serve`. */
  readonly server: ApiServer
  /** Starts the API server, and makes a stand-in for kubectl that reaches it. */
  serve(answers: Readonly<Record<string, Answer>>): Promise<void>
}

/** Makes a cluster for each test of the file or the suite that calls it, and removes it after the test. */
export function testCluster(): TestCluster {
  let programs: StandIns
  let dir = ''
  let server: ApiServer | null = null
  beforeEach(() => {
    programs = standIns()
    dir = mkdtempSync(join(tmpdir(), 'leasegap-'))
  })
  afterEach(async () => {
    programs.remove()
    rmSync(dir, { recursive: true })
    await server?.close()
    server = null
  })
  return {
    get programs() {
      return programs
    },
    get dir() {
      return dir
    },
    get server() {
      if (!server) throw new Error('nothing is served')
      return server
    },
    async serve(answers) {
      server = await apiServer(answers)
      programs.add('kubectl', standInForKubectl(server.url))
    },
  }
}
