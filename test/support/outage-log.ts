/** A short log of an outage: lines of a kubelet 1.30.14 at -v=6 with its link down for 200 s. */

const URL =
  'https://demo-control-plane:6443/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/demo-worker'

/** Formats the line of a request for the lease: `formatRequest('10:44:46.523981', 'PUT 200 OK in 4')`. */
export function formatRequest(time: string, request: string): string {
  return `I1122 ${time}    1153 round_trippers.go:553] ${request.replace(' ', ` ${URL}?timeout=10s `)} milliseconds\n`
}

export const RENEWED: string = formatRequest('10:44:56.909546', 'PUT 200 OK in 6')

function formatFailure(time: string, file: string, message: string): string {
  return `E1122 ${time}    1153 controller.go:${file}] ${message.replace('ERROR', `"Put \\"${URL}?timeout=10s\\": context deadline exceeded"`)}\n`
}

const FIRST_FAILURE: readonly string[] = [
  formatRequest('10:45:17.087933', 'PUT  in 10000'),
  formatFailure('10:45:17.088056', '195', '"Failed to update lease" err=ERROR'),
]

const RENEWED_AGAIN: string = formatRequest('10:48:28.685696', 'PUT 200 OK in 2')

/** Two renewals, the first and the last attempt that time out with their errors, and the attempt that was due, a renewal. */
export const LOG: string = [
  formatRequest('10:44:46.523981', 'PUT 200 OK in 4'),
  RENEWED,
  ...FIRST_FAILURE,
  formatRequest('10:48:21.675114', 'GET  in 10000'),
  formatFailure(
    '10:48:21.675262',
    '145',
    '"Failed to ensure lease exists, will retry" err=ERROR interval="7s"',
  ).replace('"Put', '"Get'),
  formatRequest('10:48:28.681304', 'GET 200 OK in 5'),
  RENEWED_AGAIN,
].join('')

/** The same without the attempts in between: the renewal after the failure may be one of those that are missing. */
export const LOG_WITH_HOLE: string = [
  formatRequest('10:44:46.523981', 'PUT 200 OK in 4'),
  RENEWED,
  ...FIRST_FAILURE,
  RENEWED_AGAIN,
].join('')
