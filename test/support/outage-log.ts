/** A short log of an outage: lines of a kubelet 1.30.14 at -v=6 with its link down for 200 s. */

const URL =
  'https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker'

/** Formats the line of a request for the lease: `formatRequest('10:44:46.523981', 'PUT 200 OK in 4')`. */
export function formatRequest(time: string, request: string): string {
  return `I1122 ${time}    1153 round_trippers.go:553] ${request.replace(' ', ` ${URL}?timeout=10s `)} milliseconds\n`
}

export const RENEWED: string = formatRequest('10:44:56.909546', 'PUT 200 OK in 6')

/** Two renewals, an attempt that times out with its error, and a renewal. */
export const LOG: string = [
  formatRequest('10:44:46.523981', 'PUT 200 OK in 4'),
  RENEWED,
  formatRequest('10:45:17.087933', 'PUT  in 10000'),
  `E1122 10:45:17.088056    1153 controller.go:195] "Failed to update lease" err="Put \\"${URL}?timeout=10s\\": context deadline exceeded"\n`,
  formatRequest('10:48:28.685696', 'PUT 200 OK in 2'),
].join('')
