/**
 * Messages of systemd about a unit that runs a kubelet. They are about the unit: their process is systemd's own.
 *
 * Input: log messages of systemd. Output: kubelet.started, kubelet.stopped.
 * Authority: systemd 219–257, core/unit.c, core/service.c, core/job.c.
 */
import { type Findings, type NormalizedMessage, type TextGrammar, textGrammar } from './message-table.ts'
import { kubeletUnitSamples } from './samples/kubelet-unit.ts'

/** systemd units that run a kubelet, alone or with other components. */
const UNITS = [
  'kubelet',
  'k3s',
  'k3s-agent',
  'rke2-agent',
  'rke2-server',
  'microshift',
  'k0scontroller',
  'k0sworker',
  'snap.microk8s.daemon-kubelite',
  'snap.microk8s.daemon-kubelet',
]

/** Descriptions of such units that do not begin with the unit's name. */
const DESCRIPTION =
  /^(?:Kubernetes (?:Kubelet|node agent)|Kubelet\b|Lightweight Kubernetes|MicroShift|Rancher Kubernetes Engine|k0s - |Service for snap application microk8s\.daemon-kubel)/i

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
  return beginsWithUnit(text) || DESCRIPTION.test(text)
}

/** Tests whether a message may be one of systemd. Journals print its process or its unit; a copied message has neither. */
function isSystemd({ process, file, values }: NormalizedMessage): boolean {
  return (
    process === 'systemd' ||
    process === 'init.scope' ||
    (process === null && file === null && values === null)
  )
}

const started = (): Findings => ({ kind: 'kubelet.started', node: null })
const stopped = (): Findings => ({ kind: 'kubelet.stopped', node: null })
const restarts = (): Findings => ({ kind: 'kubelet.stopped', node: null, isRestart: true })

/** Parses `kubelet.service: …`: the literal lies in what follows the unit. */
function ofUnit(
  { text, at, message }: { text: string; at: number; message: NormalizedMessage },
  findings: () => Findings,
): Findings {
  const isAfterUnit = text.lastIndexOf('.service: ', at) >= 0 || text.startsWith('.service ', at)
  return isSystemd(message) && beginsWithUnit(text) && isAfterUnit ? findings() : undefined
}

/** Parses `Stopped kubelet: …`: the literal is the verb. */
function ofVerb(
  { text, at, end, message }: { text: string; at: number; end: number; message: NormalizedMessage },
  findings: () => Findings,
): Findings {
  return isSystemd(message) && at === 0 && describesKubelet(text.slice(end)) ? findings() : undefined
}

export const kubeletUnit: TextGrammar = textGrammar({
  name: 'kubelet-unit',
  title: 'systemd: start and end of the unit that runs a kubelet',
  component: 'systemd',
  literals: [
    'ain pro',
    'Started',
    'Stopped',
    'Failed to start ',
    'ith result ',
    'restart job',
    'ing restart.',
    'repeated too quickly',
    'red failed state',
    'eactivated success',
    'Succeeded.',
    '.service failed.',
    'unit state',
  ],
  wordings: [
    {
      // systemd 219 prints a small initial; `Failed with result` stands alone where the exit was not printed.
      literals: [
        'ain process exited, ',
        'Failed with result ',
        'Start request repeated too quickly',
        // 229–238, 240–245, from 246 on.
        ': Unit entered failed state.',
        ': Succeeded.',
        ': Deactivated successfully.',
        // 219.
        '.service failed.',
        // The head of systemctl status.
        'unit state: ',
      ],
      plain: (text, at, _end, message) => ofUnit({ text, at, message }, stopped),
    },
    {
      literals: [
        'Scheduled restart job',
        // 219–238.
        'Service hold-off time over, scheduling restart.',
        '.service holdoff time over, scheduling restart.',
        // 239–243.
        ' expired, scheduling restart.',
      ],
      plain: (text, at, _end, message) => ofUnit({ text, at, message }, restarts),
    },
    {
      // 219.
      literals: [' entered failed state.'],
      plain(text, at, _end, message) {
        const unit = text.startsWith('Unit ') ? text.slice('Unit '.length, at) : ''
        return isSystemd(message) && beginsWithUnit(unit) ? stopped() : undefined
      },
    },
    {
      literals: ['Stopped '],
      plain: (text, at, end, message) => ofVerb({ text, at, end, message }, stopped),
    },
    {
      literals: ['Failed to start '],
      plain: (text, at, end, message) => ofVerb({ text, at, end, message }, stopped),
    },
    {
      literals: ['Started '],
      plain: (text, at, end, message) => ofVerb({ text, at, end, message }, started),
    },
  ],
  samples: kubeletUnitSamples,
})
