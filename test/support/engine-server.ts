/** A stand-in for an engine: an HTTP server on the loopback interface whose answers a test gives. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './kubectls.ts'

/** A request as a test sees it. */
export interface EngineRequest {
  readonly path: string
  /** Fields of the query and of a form in the body. */
  readonly fields: URLSearchParams
  readonly body: string
  readonly headers: IncomingMessage['headers']
}

export type EngineHandler = (request: EngineRequest, response: ServerResponse) => void

export interface EngineServer {
  /** `127.0.0.1:PORT` */
  readonly host: string
  readonly requests: readonly EngineRequest[]
  close(): Promise<void>
}

/** `tls`: it speaks HTTPS. */
export async function engineServer(handle: EngineHandler, tls?: Certificate): Promise<EngineServer> {
  const requests: EngineRequest[] = []
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
    const fields = new URLSearchParams([...searchParams, ...(form ? new URLSearchParams(body) : [])])
    const seen = { path: pathname, fields, body, headers: request.headers }
    requests.push(seen)
    handle(seen, response)
  }
  const server = tls
    ? createHttpsServer({ key: tls.key, cert: tls.certificate }, listener)
    : createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Answers with objects, one a line. */
export function giveLines(response: ServerResponse, objects: readonly object[]): void {
  response.end(objects.map((object) => `${JSON.stringify(object)}\n`).join(''))
}

/** Answers the first `times` requests by `fault`, the others by `handle`. */
export function sometimes(times: number, fault: EngineHandler, handle: EngineHandler): EngineHandler {
  let left = times
  return (request, response) => {
    left--
    if (left >= 0) fault(request, response)
    else handle(request, response)
  }
}
