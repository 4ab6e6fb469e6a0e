/** What a request of a kubelet meets: an answer, an error, or nothing until its time-out. */
import type { Random } from '../random.ts'
import type { Fault } from './truth.ts'

/** A kubelet's connection to the API server. */
export interface Connection {
  open: boolean
  /** When HTTP/2 will give the connection up; Infinity while nothing hangs. */
  lostUs: number
}

export type Outcome =
  | { readonly endUs: number; readonly ok: true }
  | {
      readonly endUs: number
      readonly ok: false
      readonly status: string
      readonly cause: string
      readonly error: string
    }

export const REQUEST_TIMEOUT_US = 10_000_000
const SECOND = 1_000_000

const NETWORK_KINDS = new Set([
  'link-down',
  'drop',
  'refused',
  'load-balancer',
  'slow',
  'unavailable',
  'dns',
  'auth',
  'tls',
])

export interface NetworkSettings {
  readonly apiHost: string
  readonly apiAddress: string
  /** The API server is addressed by a name that a DNS server resolves. */
  readonly resolvesName: boolean
}

export class Network {
  readonly settings: NetworkSettings
  readonly #faults: readonly Fault[]
  readonly #random: Random

  constructor(settings: NetworkSettings, faults: readonly Fault[], random: Random) {
    this.settings = settings
    this.#faults = faults.filter((fault) => NETWORK_KINDS.has(fault.kind))
    this.#random = random
  }

  /** Sends a request of `node` at `startUs`; `verb` and `url` stand in the error. */
  send(node: string, connection: Connection, startUs: number, verb: string, url: string): Outcome {
    const random = this.#random
    const latencyUs = Math.round(
      random.chance(0.03) ? random.uniform(30_000, 400_000) : random.uniform(1500, 14_000),
    )
    const fault = this.#faults.find(
      (f) => f.nodes.includes(node) && startUs < f.toUs && startUs + latencyUs > f.fromUs,
    )
    if (fault === undefined) {
      const dialUs = connection.open ? 0 : random.uniform(2000, 9000)
      connection.open = true
      connection.lostUs = Number.POSITIVE_INFINITY
      return { endUs: startUs + latencyUs + Math.round(dialUs), ok: true }
    }
    const outcome = this.#meet(fault, connection, startUs, latencyUs)
    if (outcome.ok || outcome.status !== '') return outcome
    return { ...outcome, error: `${verb} "${url}": ${outcome.error}` }
  }

  #meet(fault: Fault, connection: Connection, startUs: number, latencyUs: number): Outcome {
    const random = this.#random
    switch (fault.kind) {
      case 'link-down':
        if (connection.open) return this.#hang(fault, connection, startUs)
        return this.#fail(
          startUs + random.uniform(100, 1500),
          'network-unreachable',
          this.settings.resolvesName
            ? `dial tcp: ${this.#lookup()}: dial udp 192.168.65.254:53: connect: network is unreachable`
            : `dial tcp ${this.settings.apiAddress}: connect: network is unreachable`,
        )
      case 'drop':
        return connection.open
          ? this.#hang(fault, connection, startUs)
          : this.#dialIntoNothing(fault, startUs)
      case 'refused':
      case 'load-balancer': {
        const cut = connection.open && startUs < fault.fromUs
        connection.open = false
        if (cut) return this.#fail(Math.max(startUs, fault.fromUs) + 500, 'eof', 'EOF')
        return this.#fail(
          startUs + random.uniform(200, 2500),
          'connection-refused',
          `dial tcp ${this.settings.apiAddress}: connect: connection refused`,
        )
      }
      case 'slow': {
        const slowUs = Math.round(random.uniform(2, 16) * SECOND)
        const endUs =
          startUs + Math.min(slowUs, Math.max(fault.toUs - startUs, 0) + random.uniform(0, SECOND / 2))
        if (endUs - startUs < REQUEST_TIMEOUT_US) return { endUs: Math.round(endUs), ok: true }
        return this.#timeOut(startUs)
      }
      case 'unavailable':
        return {
          endUs: startUs + latencyUs,
          ok: false,
          status: '503 Service Unavailable',
          cause: 'server-error',
          error: 'the server is currently unable to handle the request (put leases.coordination.k8s.io)',
        }
      case 'auth':
        return {
          endUs: startUs + latencyUs,
          ok: false,
          status: '401 Unauthorized',
          cause: 'auth',
          error: 'Unauthorized',
        }
      case 'tls':
        connection.open = false
        return this.#fail(
          startUs + latencyUs,
          'tls',
          'tls: failed to verify certificate: x509: certificate signed by unknown authority',
        )
      case 'dns': {
        connection.open = false
        if (fault.fromUs % 2 === 0)
          return this.#fail(startUs + latencyUs, 'dns', `dial tcp: ${this.#lookup()}: no such host`)
        return this.#fail(startUs + latencyUs, 'dns', `dial tcp: ${this.#lookup()}: server misbehaving`)
      }
      default:
        throw new Error(`not a fault of the network: ${fault.kind}`)
    }
  }

  /** A request on an open connection of which nothing comes back. */
  #hang(fault: Fault, connection: Connection, startUs: number): Outcome {
    const random = this.#random
    if (connection.lostUs === Number.POSITIVE_INFINITY)
      connection.lostUs = Math.round(Math.max(fault.fromUs, startUs) + random.uniform(30, 46) * SECOND)
    if (connection.lostUs <= startUs) {
      connection.open = false
      return this.#meet(fault, connection, startUs, 0)
    }
    const timeOutUs = startUs + REQUEST_TIMEOUT_US
    if (fault.toUs < Math.min(timeOutUs, connection.lostUs)) {
      // The link is back: TCP sends again within some seconds.
      const answerUs = Math.round(fault.toUs + random.uniform(0.05, 6) * SECOND)
      if (answerUs < timeOutUs) return { endUs: answerUs, ok: true }
      return this.#timeOut(startUs)
    }
    if (connection.lostUs < timeOutUs) {
      connection.open = false
      return this.#fail(connection.lostUs, 'connection-lost', 'http2: client connection lost')
    }
    return this.#timeOut(startUs)
  }

  #dialIntoNothing(fault: Fault, startUs: number): Outcome {
    const random = this.#random
    const timeOutUs = startUs + REQUEST_TIMEOUT_US
    const answerUs = Math.round(fault.toUs + random.uniform(0.05, 6) * SECOND)
    if (answerUs < timeOutUs) return { endUs: answerUs, ok: true }
    if (this.settings.resolvesName && random.chance(0.5))
      return this.#fail(
        timeOutUs + random.uniform(0, 900),
        'dns',
        `dial tcp: ${this.#lookup()}: read udp 172.18.0.4:47110->192.168.65.254:53: i/o timeout`,
      )
    return this.#fail(
      timeOutUs + random.uniform(0, 900),
      'timeout',
      random.pick([
        'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
        'context deadline exceeded',
        `dial tcp ${this.settings.apiAddress}: i/o timeout`,
      ]),
    )
  }

  #timeOut(startUs: number): Outcome {
    const random = this.#random
    return this.#fail(
      startUs + REQUEST_TIMEOUT_US + random.uniform(50, 1200),
      'timeout',
      random.pick([
        'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
        'context deadline exceeded',
        'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
      ]),
    )
  }

  #fail(endUs: number, cause: string, error: string): Outcome {
    return { endUs: Math.round(endUs), ok: false, status: '', cause, error }
  }

  #lookup(): string {
    return `lookup ${this.settings.apiHost} on 192.168.65.254:53`
  }
}
