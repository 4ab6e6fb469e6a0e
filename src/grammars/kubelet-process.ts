/** Names under which a process prints that is a kubelet, or runs one in itself. */

const KUBELET_PROCESS =
  /^(?:kubelet|kubenswrapper|k3s(?:-agent)?|rke2(?:-agent|-server)?|microshift|k0s|(?:snap\.)?microk8s\.daemon-kubel(?:et|ite))(?:\.sh|\.service|\.exe)?$/

/** Tests whether a process runs a kubelet, by its name in the journal: `kubelet`, `kubelet.sh`, `k3s`. */
export function isKubeletProcess(process: string | null): boolean {
  return process !== null && KUBELET_PROCESS.test(process)
}
