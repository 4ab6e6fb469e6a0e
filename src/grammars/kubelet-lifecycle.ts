/**
 * Messages about the kubelet's start, end, readiness and certificate, and about the shutdown of its node.
 *
 * Input: log messages of the kubelet. Output: kubelet.started, kubelet.stopped,
 * kubelet.shutdown, kubelet.certificate-expired, kubelet.not-ready.
 * Authority: kubelet.go, server.go, setters.go, transport.go, bootstrap.go, service.go (Windows),
 * nodeshutdown_manager_linux.go, component-base cli/run.go, 1.14–1.36: plain to 1.20, structured from 1.21 (the condition
 * as a printed struct to 1.27, as JSON from 1.28). All are printed at any verbosity except the shutdown (-v=1).
 */
import { parseNodeCondition } from '../text/go-syntax.ts'
import { isKubeletProcess } from './kubelet-process.ts'
import { type Findings, type TextGrammar, textGrammar } from './message-table.ts'
import { categoryOfNotReady } from './not-ready-cause.ts'
import { kubeletLifecycleSamples } from './samples/kubelet-lifecycle.ts'

const CERTIFICATE_EXPIRED = 'The currently active client certificate has expired'
const NO_CERTIFICATE = 'No valid client certificate is found'
const RESTART = 'A restart may be necessary to retrieve new initial credentials.'
const EXITING = 'and the server is responsive, exiting.'

const expired = (): Findings => ({ kind: 'kubelet.certificate-expired', node: null })

function notReady(node: string | null, condition: string | undefined): Findings {
  const parsed = parseNodeCondition(condition ?? '')
  if (parsed?.status === 'True') return undefined
  const reason = parsed?.reason ?? null
  const message = parsed?.message ?? null
  return { kind: 'kubelet.not-ready', node, reason, message, category: categoryOfNotReady(reason, message) }
}

const stopped = (): Findings => ({ kind: 'kubelet.stopped', node: null })

/** `command failed` is the last line of every component that exits: the error or the process names the kubelet. */
function commandFailed(error: string | undefined, process: string | null): Findings {
  return /kubelet/i.test(error ?? '') || isKubeletProcess(process) ? stopped() : undefined
}

export const kubeletLifecycle: TextGrammar = textGrammar({
  name: 'kubelet-life',
  title: 'kubelet: start, end, shutdown, certificate, not ready',
  component: 'kubelet',
  literals: [
    'sync lo',
    'became ',
    'hutdown',
    'xpired',
    'valid c',
    'Kubelet',
    'nd failed',
    'ubelet exited',
    'ice stopping',
  ],
  wordings: [
    {
      messages: ['Starting kubelet main sync loop'],
      structured: () => ({ kind: 'kubelet.started', node: null }),
      literals: ['Starting kubelet main sync loop'],
      plain: () => ({ kind: 'kubelet.started', node: null }),
    },
    {
      messages: ['Node became not ready'],
      structured: (values) => notReady(values.get('node') ?? null, values.get('condition')),
      literals: ['Node became not ready: '],
      plain: (text, _at, end) => notReady(null, text.slice(end)),
    },
    {
      messages: [
        'Shutdown manager detected new shutdown event',
        'Shutdown manager detected new shutdown event, isNodeShuttingDownNow',
      ],
      structured(values) {
        const event = values.get('event')
        if (event === 'cancelled' || event === 'false') return undefined
        return { kind: 'kubelet.shutdown', node: null }
      },
      literals: ['Shutdown manager detected new shutdown event, isNodeShuttingDownNow: true'],
      plain: () => ({ kind: 'kubelet.shutdown', node: null }),
    },
    {
      messages: [
        `${CERTIFICATE_EXPIRED} ${EXITING}`,
        `${CERTIFICATE_EXPIRED}, but the server is not responsive. ${RESTART}`,
        `${NO_CERTIFICATE} ${EXITING}`,
        `${NO_CERTIFICATE} but the server is not responsive. ${RESTART}`,
      ],
      structured: expired,
      literals: [CERTIFICATE_EXPIRED, ' since a valid client cert was found, ', NO_CERTIFICATE],
      plain: expired,
    },
    {
      // Printed at the start, about the certificate in the bootstrap kubeconfig.
      literals: ['art of the existing bootstrap client certificate '],
      plain: (text, _at, end) => (text.includes('is expired', end) ? expired() : undefined),
    },
    {
      messages: ['command failed', 'Failed to run kubelet'],
      structured: (values, { process }) => commandFailed(values.get('err'), process),
      literals: ['failed to run Kubelet: ', 'failed to load Kubelet config file '],
      plain: (_text, at) => (at === 0 ? stopped() : undefined),
    },
    {
      // k3s and rke2, about the kubelet that they run.
      literals: ['ubelet exited: '],
      plain: (_text, at) => (at <= 1 ? stopped() : undefined),
    },
    {
      // Windows, where the kubelet is a service.
      messages: ['Service stopping'],
      structured: (_values, { file }) => (file === 'service.go' ? stopped() : undefined),
      literals: ['Service stopping'],
      plain: (text, _at, _end, { file }) =>
        text === 'Service stopping' && file === 'service.go' ? stopped() : undefined,
    },
  ],
  samples: kubeletLifecycleSamples,
})
