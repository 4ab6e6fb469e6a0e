/** What is an address or a name with a domain, by its form. */

/** `10.0.0.1`, also with dashes in the name of a machine: `ip-10-0-0-1`. */
const IPV4 = /^(?:ip-)?(\d{1,3})([.-])(\d{1,3})\2(\d{1,3})\2(\d{1,3})$/
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i
const IPV6_CHARACTERS = /^[0-9a-f:.]{3,45}$/i

/** Endings of files, units of systemd and Go identifiers, which also have dots. */
const NO_DOMAINS: ReadonlySet<string> = new Set([
  ...[
    'go',
    'log',
    'json',
    'yaml',
    'yml',
    'txt',
    'html',
    'csv',
    'gz',
    'xz',
    'zst',
    'tar',
    'zip',
    'sock',
    'conf',
    'crt',
    'pem',
    'key',
  ],
  ...['service', 'slice', 'scope', 'mount', 'socket', 'timer', 'target'],
])

/** Domains of API groups and images that every cluster has. */
const COMMON_DOMAINS: readonly string[] = [
  'k8s.io',
  'kubernetes.io',
  'gcr.io',
  'quay.io',
  'docker.io',
  'openshift.io',
]

/** First words of the paths of fields. */
const FIELDS: ReadonlySet<string> = new Set(['metadata', 'spec', 'status', 'io'])

/** Whether a word is an address of IPv4, IPv6 or Ethernet. */
export function isAddress(word: string): boolean {
  const ipv4 = IPV4.exec(word)
  if (ipv4) return [ipv4[1], ipv4[3], ipv4[4], ipv4[5]].every((octet) => Number(octet) <= 255)
  if (MAC.test(word)) return true
  // A time of day has colons, too, but never eight groups, nor two colons in a row.
  return (
    IPV6_CHARACTERS.test(word) &&
    (word.split(':').length === 8 || word.includes('::')) &&
    /[0-9a-f]/i.test(word)
  )
}

/** Whether a word is a name with a domain, such as `api.example.com`. */
export function isDomainName(word: string): boolean {
  const labels = word.split('.')
  if (labels.length < 2 || !labels.every((label) => /^[a-z0-9](?:[a-z0-9_-]{0,62})$/.test(label)))
    return false
  const [first = ''] = labels
  const last = labels.at(-1) ?? ''
  if (!/^[a-z]{2,24}$/.test(last) || NO_DOMAINS.has(last) || FIELDS.has(first)) return false
  return !COMMON_DOMAINS.some((domain) => word === domain || word.endsWith(`.${domain}`))
}
