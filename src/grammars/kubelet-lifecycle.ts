/**
 * Messages about the kubelet's start, end, readiness and certificate, and about the shutdown of its node.
 *
 * Input: log messages of the kubelet and of systemd about its unit. Output: kubelet.started, kubelet.stopped,
 * kubelet.shutdown, kubelet.certificate-expired, kubelet.not-ready.
 * Authority: kubelet.go, setters.go, transport.go, bootstrap.go, nodeshutdown_manager_linux.go, 1.14–1.36: plain to 1.20,
 * structured from 1.21 (the condition as a printed struct to 1.27, as JSON from 1.28); systemd 219–257
 * unit messages. All are printed at any verbosity except the shutdown (-v=1).
 */
import { parseNodeCondition } from '../text/go-syntax.ts'
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { categoryOfNotReady } from './not-ready-cause.ts'
import { kubeletLifecycleSamples } from './samples/kubelet-lifecycle.ts'

/** systemd units that run a kubelet, alone or with other components. */
const UNITS = [
  'kubelet',
  'k3s',
  'k3s-agent',
  'rke2-agent',
  'rke2-server',
  'microshift',
  'snap.microk8s.daemon-kubelite',
]

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

/** Tests whether a text begins with a unit: `kubelet.service: …`, `kubelet: The Kubernetes Node Agent`, `kubelet.service - kubelet: …`. */
function beginsWithUnit(text: string): boolean {
  return UNITS.some((unit) => {
    if (!text.startsWith(unit)) return false
    const rest = text.slice(unit.length)
    return rest === '' || rest === '.' || rest.startsWith(':') || rest.startsWith('.service')
  })
}

/** Tests whether the text after the verb of a systemd message is the name or the description of a unit in UNITS. */
function describesKubelet(text: string): boolean {
  return beginsWithUnit(text) || /^(?:Kubernetes Kubelet|Lightweight Kubernetes|MicroShift)/.test(text)
}

/** Tests whether a message may be one of systemd. Journals print its process or its unit; a copied message has neither. */
function isSystemd({ process, file, values }: NormalizedMessage): boolean {
  return (
    process === 'systemd' ||
    process === 'init.scope' ||
    (process === null && file === null && values === null)
  )
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
    'ain pro',
    'Started',
    'Stopped',
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
      structured: (values) =>
        values.get('err')?.includes('failed to run Kubelet')
          ? { kind: 'kubelet.stopped', node: null }
          : undefined,
      literals: ['failed to run Kubelet: '],
      plain: (_text, at) => (at === 0 ? { kind: 'kubelet.stopped', node: null } : undefined),
    },
    {
      // systemd 219 prints a small initial.
      literals: ['ain process exited, '],
      plain: (text, at, _end, message) =>
        isSystemd(message) && beginsWithUnit(text) && text.lastIndexOf('.service: ', at) >= 0
          ? { kind: 'kubelet.stopped', node: null }
          : undefined,
    },
    {
      literals: ['Stopped '],
      plain: (text, at, end, message) =>
        isSystemd(message) && at === 0 && describesKubelet(text.slice(end))
          ? { kind: 'kubelet.stopped', node: null }
          : undefined,
    },
    {
      literals: ['Started '],
      plain: (text, at, end, message) =>
        isSystemd(message) && at === 0 && describesKubelet(text.slice(end))
          ? { kind: 'kubelet.started', node: null }
          : undefined,
    },
  ],
  samples: kubeletLifecycleSamples,
})
