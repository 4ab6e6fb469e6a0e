/** Nodes, their leases and the events about them: all that shows how the control plane saw the nodes. */
import type { KubeApi } from './proxy.ts'

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
  let token: string | null = null
  do {
    const next = token === null ? '' : `&continue=${encodeURIComponent(token)}`
    const chunks: Buffer[] = []
    for await (const chunk of await api.get(`${path}limit=${PAGE_OBJECTS}${next}`))
      chunks.push(chunk as Buffer)
    const page = Buffer.concat(chunks)
    yield page
    yield Buffer.from('\n')
    token = continueToken(page)
  } while (token !== null)
}

/** Returns the token of the next page; null: this is the last. Throws if the page is no list. */
function continueToken(page: Buffer): string | null {
  const { metadata } = JSON.parse(page.toString()) as { metadata?: { continue?: string } }
  return metadata?.continue || null
}
