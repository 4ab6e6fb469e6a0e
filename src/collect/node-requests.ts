/** The log of a node's kubelet. */

import { type LogCommand, readOutput } from '../sources/command.ts'
import { inContainer } from '../sources/docker.ts'
import { journalctlArguments } from '../sources/journalctl.ts'
import {
  journalDirectory,
  journalFiles,
  mayHaveEntries,
  readJournalFile,
} from '../sources/kube/journal-files.ts'
import { nodeLogPaths, readKubeletLog } from '../sources/kube/node-log.ts'
import { onMachine } from '../sources/ssh.ts'
import { shellCommand } from '../text/shell.ts'
import type { ChosenNode } from './cluster.ts'
import {
  JOURNALD_SETTINGS,
  LIST_LOGS,
  PRINT_SETTINGS,
  settingsLacks,
  startLack,
  storageLacks,
  withHead,
} from './journald.ts'
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
  // The container of that name may belong to another cluster, unless the Node object shows what it is.
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
  const log = commandFor(['journalctl', ...journalctlArguments({ time })])
  const checks = [
    {
      ...{ extra: JOURNALD_SETTINGS, name: `journald.${stem}.conf` },
      ...{ command: commandFor(PRINT_SETTINGS), lacksIn: settingsLacks },
    },
    {
      ...{ extra: 'list of /var/log', name: `var-log.${stem}.txt` },
      ...{ command: commandFor(LIST_LOGS), lacksIn: storageLacks },
    },
  ]
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
      ...checks.map(({ extra, name, command, lacksIn }) => ({
        ...{ file: `nodes/${node}/${name}`, command: shell(command), extra },
        read: () => withHead(readOutput(node, command, signal), (text) => report(lacksIn(node, text))),
      })),
    ],
    async lacks(signal) {
      const lacks: string[] = []
      for (const { command, lacksIn } of checks) {
        const printed = withHead(readOutput(node, command, signal), (text) =>
          lacks.push(...lacksIn(node, text)),
        )
        for await (const _ of printed);
      }
      return lacks
    },
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

/** Whole journal files: they contain the lines of all units. Only persistent journals are below /var/log. */
function journalFilesWay({ api, command }: ClusterAccess, name: string, time: CollectTime): Way {
  return {
    name: 'journal-files',
    commands: [`${command(journalDirectory(name))} # lists the directories of its journal files`],
    async parts(signal): Promise<readonly Part[]> {
      const from = api(signal)
      const files = (await journalFiles(from, name)).filter((file) => mayHaveEntries(file, time))
      return files.map((file) => ({
        file: `nodes/${name}/journal/${file.name}`,
        command: command(file.path),
        read: () => readJournalFile(from, file, { time }),
      }))
    },
  }
}
