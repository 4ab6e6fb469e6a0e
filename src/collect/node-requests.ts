/** The log of a node's kubelet. */

import { type LogCommand, readOutput } from '../sources/command.ts'
import { inContainer } from '../sources/docker.ts'
import { journalctlArguments } from '../sources/journalctl.ts'
import { listNodeFiles, nodeFilePath } from '../sources/kube/node-files.ts'
import { nodeLogPaths, readKubeletLog } from '../sources/kube/node-log.ts'
import { KubeError } from '../sources/kube/proxy.ts'
import { onMachine } from '../sources/ssh.ts'
import { shellCommand } from '../text/shell.ts'
import type { ChosenNode } from './cluster.ts'
import { PRINT_SETTINGS, settingsLacks, startLack, withHead } from './journald.ts'
import { type ClusterAccess, type EvidenceRequest, type Part, singlePart, type Way } from './requests.ts'
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
  /** Called with a sentence about what the evidence lacks, when it shows. */
  readonly onLack: (sentence: string) => void
}

/** The request for a kubelet's log, with the ways that fit the node or were asked for. */
export function kubeletRequest(node: ChosenNode, options: NodeRequestOptions): EvidenceRequest {
  const { name, facts } = node
  const { time, via, access } = options
  const isWanted = (way: WayName, fits: boolean): boolean => (via ? via.includes(way) : fits)
  const ways: Way[] = []
  // The container of that name may belong to another cluster, unless the Node object says what it is.
  if (isWanted('docker', facts === null ? access === null : facts.isContainer))
    ways.push(machineWay('docker', name, options, (words) => inContainer(name, words)))
  if (access && isWanted('node-log', true)) ways.push(nodeLogWay(access, name, time))
  if (access && isWanted('journal-files', true)) ways.push(journalFilesWay(access, name, time))
  if (isWanted('ssh', !(facts?.isContainer ?? false))) {
    ways.push(machineWay('ssh', name, options, (words) => onMachine({ host: name }, words)))
    const host = facts?.address ?? name
    if (host !== name)
      ways.push(machineWay('ssh', name, options, (words) => onMachine({ host }, words), 'ssh-address'))
  }
  return { about: name, what: 'kubelet log', ways }
}

/** A way by a program that runs commands on the machine. `stem`: of the names of its files. */
function machineWay(
  way: WayName,
  node: string,
  { time, onLack }: NodeRequestOptions,
  commandFor: (words: readonly string[]) => LogCommand,
  stem: string = way,
): Way {
  const log = commandFor(['journalctl', ...journalctlArguments(time)])
  const settings = commandFor(PRINT_SETTINGS)
  const report = (sentences: readonly string[]): void => {
    for (const sentence of sentences) onLack(sentence)
  }
  const shell = ({ programs: [program = ''], args }: LogCommand): string => shellCommand([program, ...args])
  const file = `nodes/${node}/kubelet.${stem}.export`
  return {
    name: way,
    commands: [`${shell(log)} > ${file}`],
    parts: async (signal) => [
      {
        ...{ file, command: shell(log) },
        read: () =>
          withHead(readOutput(node, log, signal), (head) => report(startLack(node, head, time.sinceUs))),
      },
      {
        ...{ file: `nodes/${node}/journald.${stem}.conf`, command: shell(settings), isOptional: true },
        read: () => withHead(readOutput(node, settings, signal), (text) => report(settingsLacks(node, text))),
      },
    ],
  }
}

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
