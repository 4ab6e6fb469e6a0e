/** The log of a node's kubelet. */

import type { SourceKind } from '../model/index.ts'
import type { LogCommand } from '../sources/command.ts'
import { docker, dockerJournal } from '../sources/docker.ts'
import { listNodeFiles, nodeFilePath } from '../sources/kube/node-files.ts'
import { nodeLogPaths, readKubeletLog } from '../sources/kube/node-log.ts'
import { KubeError } from '../sources/kube/proxy.ts'
import { ssh, sshJournal } from '../sources/ssh.ts'
import type { ChosenNode } from './cluster.ts'
import { type ClusterAccess, type EvidenceRequest, type Part, singlePart, type Way } from './requests.ts'
import { shellCommand } from './shell.ts'
import type { CollectTime } from './types.ts'

/** Ways to a kubelet's log, in the order in which they are tried. */
export const WAYS = ['docker', 'node-log', 'journal-files', 'ssh'] as const
type WayName = (typeof WAYS)[number]

export interface NodeRequestOptions {
  readonly time: CollectTime
  /** Absent: all that fit the node. */
  readonly via?: readonly string[] | undefined
  /** Null: the cluster can't be asked. */
  readonly access: ClusterAccess | null
}

/** The request for a kubelet's log, with the ways that fit the node or were asked for. */
export function kubeletRequest(node: ChosenNode, { time, via, access }: NodeRequestOptions): EvidenceRequest {
  const { name, facts } = node
  const isWanted = (way: WayName, fits: boolean): boolean => (via ? via.includes(way) : fits)
  const ways: Way[] = []
  // The container of that name may belong to another cluster, unless the Node object says what it is.
  if (isWanted('docker', facts === null ? access === null : facts.isContainer))
    ways.push(programWay('docker', docker, `docker://${name}`, dockerJournal(name, time), node, time))
  if (access && isWanted('node-log', true)) ways.push(nodeLogWay(access, name, time))
  if (access && isWanted('journal-files', true)) ways.push(journalFilesWay(access, name, time))
  if (isWanted('ssh', !(facts?.isContainer ?? false)))
    for (const host of new Set([name, facts?.address ?? name]))
      ways.push(
        programWay(
          'ssh',
          ssh,
          `ssh://${host.includes(':') ? `[${host}]` : host}`,
          sshJournal({ host }, time),
          node,
          time,
        ),
      )
  return { about: name, what: 'kubelet log', ways }
}

function programWay(
  name: WayName,
  kind: SourceKind,
  input: string,
  { programs, args }: LogCommand,
  node: ChosenNode,
  time: CollectTime,
): Way {
  const [program = ''] = programs
  return singlePart(
    name,
    { file: `nodes/${node.name}/kubelet.${name}.export`, command: shellCommand([program, ...args]) },
    async function* (signal) {
      for (const source of await kind.find(input, IGNORED)) yield* source.open({ time, signal })
    },
  )
}

/** These kinds find one source and report nothing. */
const IGNORED = { unreadable: () => {}, skipped: () => {} }

function nodeLogWay({ api, command }: ClusterAccess, name: string, time: CollectTime): Way {
  const file = `nodes/${name}/kubelet.node-log.log`
  const [query = '', openShift = ''] = nodeLogPaths(name, time).map(command)
  return {
    ...singlePart('node-log', { file, command: query }, (signal) =>
      readKubeletLog(api(signal), name, name, { time }),
    ),
    commands: [`${query} > ${file}`, `${openShift} > nodes/${name}/kubelet.openshift.log`],
  }
}

/**
 * `system.journal`; `system@ID-SEQNUM-TIME.journal` that was rotated away, TIME is that of its first entry; and
 * `system@TIME-RANDOM.journal~` that a crash left.
 */
const JOURNAL =
  /^system(?:\.journal|@[0-9a-f]{32}-[0-9a-f]{16}-([0-9a-f]{16})\.journal|@[0-9a-f]{16}-[0-9a-f]{16}\.journal~)$/

/** Whole journal files: they contain the lines of all units. Only persistent journals are below /var/log. */
function journalFilesWay({ api, command }: ClusterAccess, name: string, time: CollectTime): Way {
  const root = nodeFilePath(name, 'journal/')
  return {
    name: 'journal-files',
    commands: [`${command(root)} # lists the directories of its journal files`],
    async parts(signal): Promise<readonly Part[]> {
      const from = api(signal)
      const parts: Part[] = []
      for (const directory of await listNodeFiles(from, root)) {
        if (!directory.endsWith('/')) continue
        const files = (
          await listNodeFiles(from, `${root}${encodeURIComponent(directory.slice(0, -1))}/`)
        ).filter((file) => JOURNAL.test(file))
        for (const file of inTime(files, time)) {
          const path = `${root}${encodeURIComponent(directory.slice(0, -1))}/${encodeURIComponent(file)}`
          parts.push({
            file: `nodes/${name}/journal/${directory}${file}`,
            command: command(path),
            async *read() {
              yield* (await from.get(path)) as AsyncIterable<Buffer>
            },
          })
        }
      }
      if (parts.length === 0) throw new KubeError('no persistent journal below /var/log/journal')
      return parts
    },
  }
}

/** Files that may have entries of the wanted time: each ends where the next begins. */
function inTime(files: readonly string[], { sinceUs, untilUs }: CollectTime): readonly string[] {
  const began = files
    .map((file) => ({ file, firstUs: firstOf(file) }))
    .sort((a, b) => a.firstUs - b.firstUs || (a.file < b.file ? -1 : 1))
  return began
    .filter(({ firstUs }, i) => {
      const endUs = began[i + 1]?.firstUs ?? Number.POSITIVE_INFINITY
      const beginsInTime = firstUs === Number.POSITIVE_INFINITY || untilUs === null || firstUs <= untilUs
      return beginsInTime && (sinceUs === null || endUs >= sinceUs)
    })
    .map(({ file }) => file)
}

/** The file that is written now comes last. */
function firstOf(file: string): number {
  const hex = JOURNAL.exec(file)?.[1]
  return hex === undefined ? Number.POSITIVE_INFINITY : Number.parseInt(hex, 16)
}
