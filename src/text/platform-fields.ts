/**
 * Names under which log platforms and exports keep the message, the time and the host of a record.
 *
 * Names differ in case and punctuation (`@timestamp`, `TIMESTAMP`, `log_line`, `LogLine`), so they are compared without
 * both. Authority: documentation of the platforms that `platform-record.ts` of the envelopes lists.
 */

/** Returns a name without its punctuation and case; of a path all of its names, joined. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}

/** Returns each name alone and behind each of the words. */
function compounds(first: readonly string[], names: readonly string[]): ReadonlySet<string> {
  return new Set([...names, ...first.flatMap((word) => names.map((name) => word + name))])
}

const RECORD = words(
  'event fields attributes jsonpayload payload properties data body log msg message record entry',
)

const MESSAGES: ReadonlySet<string> = new Set([
  ...compounds(RECORD, words('message msg log line text')),
  ...compounds(words('raw full short syslog original rendered'), words('message msg line text body entry')),
  ...words(
    'raw rawlog rawdata body bodystringvalue content textpayload logentry logs eventoriginal event payload',
  ),
])

const TIMES: ReadonlySet<string> = new Set([
  ...compounds(
    [...RECORD, ...words('source syslog reported start insert created metadata meta')],
    words(
      'timestamp time datetime date timestamputc timeutc datetimeutc timestampns timestampms timestampus',
    ),
  ),
  ...words(
    'ts tsns tsms timegenerated timegeneratedutc timecreated timeunixnano asctime epoch loggedat createdat',
  ),
  ...words('eventcreated'),
])

export function isMessageName(name: string): boolean {
  return MESSAGES.has(plainName(name))
}

/** Whether a name is that of the time of a record; that of its receipt is none. */
export function isTimeName(name: string): boolean {
  return TIMES.has(plainName(name))
}

/** Ends of the path of a node's name, and of a host's. */
const NODES = words('nodename kubernetesnode k8snode kuberneteshost k8shost')
const HOSTS = words('hostname fqdn sourcehost computer computername machinename instancename labelsinstance')
/** Names that mean a host alone or behind these. */
const WHOLE_HOSTS: ReadonlySet<string> = compounds(
  words('metadata meta labels tags attributes fields stream resource'),
  words('host instance machine server'),
)

/** How well a path names the node of a record: 2 a node, 1 a host, 0 neither. */
export function nodeRank(path: string): 0 | 1 | 2 {
  const name = plainName(path)
  if (plainName(path.slice(path.lastIndexOf('.') + 1)) === 'node') return 2
  if (NODES.some((end) => name.endsWith(end))) return 2
  return WHOLE_HOSTS.has(name) || HOSTS.some((end) => name.endsWith(end)) ? 1 : 0
}
