/** Nodes, their leases and the events about them: all that shows how the control plane saw the nodes. */
import { type KubeApi, parseAnswer } from './api.ts'

/** Objects in one answer; the API server continues with a token. */
const PAGE_OBJECTS = 500

/** The lists that are read. They contain no secret. */
export const OBJECT_LISTS: readonly { readonly name: string; readonly path: string }[] = [
  { name: 'nodes', path: '/api/v1/nodes?' },
  { name: 'leases', path: '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases?' },
  { name: 'events', path: '/api/v1/events?fieldSelector=involvedObject.kind%3DNode&' },
]

/** Reads a list page by page, as the API server sends it: one JSON document each. Memory is bounded by a page. */
export async function* readList(api: KubeApi, path: string): AsyncIterable<Buffer> {
  for await (const { bytes } of readPages(api, path)) {
    yield bytes
    yield Buffer.from('\n')
  }
}

/** A page of a list: as it came, and parsed. */
export interface Page {
  readonly bytes: Buffer
  readonly list: { readonly metadata?: { readonly continue?: string }; readonly items?: readonly unknown[] }
}

/** Reads a list page by page. `path` ends in `?` or `&`. */
export async function* readPages(api: KubeApi, path: string): AsyncIterable<Page> {
  let token = ''
  do {
    const next = token === '' ? '' : `&continue=${encodeURIComponent(token)}`
    const chunks: Buffer[] = []
    for await (const chunk of await api.get(`${path}limit=${PAGE_OBJECTS}${next}`))
      chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const list = parseAnswer(bytes.toString()) as Page['list']
    yield { bytes, list }
    token = list.metadata?.continue ?? ''
  } while (token !== '')
}
