/**
 * Files below /var/log of a node, which its kubelet lists and serves. The endpoint is on by default
 * (enableSystemLogHandler) and needs the right to get nodes/proxy.
 *
 * Authority: kubelet server.go, `/logs/` is Go's http.FileServer; 1.20–1.36.
 */
import type { KubeApi } from './api.ts'

/** Characters kept of a listing: 10,000 names are fewer. */
const MAX_LISTING_CHARACTERS = 4 * 1024 * 1024

/** Names that a log directory of Kubernetes or systemd contains: no path, nothing hidden. */
const NAME = /^[A-Za-z0-9][\w.@:~-]{0,254}\/?$/

const LINK_START = '<a href="'
const LINK_END = '">'

/** The path of a file or a directory of a node in a request; `path` is below /var/log. */
export function nodeFilePath(node: string, path: string): string {
  const parts = path.split('/').map(encodeURIComponent).join('/')
  return `/api/v1/nodes/${encodeURIComponent(node)}/proxy/logs/${parts}`
}

/**
 * Lists a directory; names of directories end in `/`. A name that could lead out of the directory is left out. Rejects
 * with a KubeError if the kubelet does not answer with a listing.
 */
export async function listNodeFiles(api: KubeApi, path: string): Promise<readonly string[]> {
  let text = ''
  for await (const chunk of (await api.get(path)).setEncoding('utf8'))
    if (text.length < MAX_LISTING_CHARACTERS) text += chunk as string
  const [, ...links] = text.split(LINK_START)
  return links.flatMap((rest) => {
    const name = decoded(rest.slice(0, Math.max(0, rest.indexOf(LINK_END))))
    return NAME.test(name) ? [name] : []
  })
}

/** Returns '' for what is no escaped text. */
function decoded(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch (error) {
    if (error instanceof URIError) return ''
    throw error
  }
}
