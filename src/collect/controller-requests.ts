/** The logs of the kube-controller-manager: first the files of its node, which reach further back, then the API server's. */

import type { KubeApi } from '../sources/kube/api.ts'
import {
  type ControllerPod,
  mayHave,
  type PodLog,
  podFiles,
  podLogPath,
  podLogs,
  readPodLog,
} from '../sources/kube/controller.ts'
import { nodeFilePath } from '../sources/kube/node-files.ts'
import type { ClusterAccess, EvidenceRequest, Part, Way } from './requests.ts'
import type { CollectTime } from './types.ts'

export function controllerRequest(
  access: ClusterAccess,
  pod: ControllerPod,
  time: CollectTime,
): EvidenceRequest {
  const fromFiles: Way = {
    name: 'node-files',
    commands: pod.files
      ? [
          `${access.command(nodeFilePath(pod.files.node, pod.files.directory))} # lists its files, rotated ones too`,
        ]
      : [],
    parts: async (signal) => {
      const api = access.api(signal)
      const logs = (await podFiles(api, pod)).filter((log) => mayHave(log, time))
      return logs.map((log) => partOf(access, api, pod, log, time))
    },
  }
  const fromApi: Way = {
    name: 'API server',
    commands: podLogs(pod).map((log) => {
      const { file, command } = partOf(access, null, pod, log, time)
      return `${command} > ${file}`
    }),
    parts: async (signal) => podLogs(pod).map((log) => partOf(access, access.api(signal), pod, log, time)),
  }
  return { about: 'controller', what: `log of ${pod.name}`, ways: [fromFiles, fromApi] }
}

/** `api`: null where only the command is wanted. */
function partOf(
  { command }: ClusterAccess,
  api: KubeApi | null,
  pod: ControllerPod,
  log: PodLog,
  time: CollectTime,
): Part {
  const path = podLogPath(log, time)
  return {
    file: `controller/${pod.name}/${log.isPart ? `${log.name}.log` : log.name}`,
    command: command(path),
    read: () => (api ? readPodLog(api, log, { time }) : (async function* () {})()),
  }
}
