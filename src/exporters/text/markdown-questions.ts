/**
 * Lists the questions that the evidence leaves open, each with the evidence that would answer it.
 *
 * The last two questions are for people, whatever the evidence.
 */
import type { Incident, Report } from '../../model/index.ts'
import { formatCount } from '../../wording/durations.ts'
import { subject } from '../../wording/incident-words.ts'
import { formatList } from '../layout.ts'
import { escapeText } from './markdown-text.ts'

interface Question {
  readonly ask: string
  /** Evidence that would answer it. */
  readonly need: string
  isOpen(incident: Incident): boolean
}

const isOutage = ({ kind }: Incident): boolean => kind === 'lease-outage'

const QUESTIONS: readonly Question[] = [
  {
    ask: 'When exactly did the last renewal succeed?',
    need: 'the kubelet’s log at -v=6, the audit log, or a watch of the Lease',
    isOpen: (incident) => isOutage(incident) && incident.boundaries.lastRenewal?.exact !== true,
  },
  {
    ask: 'When did the control plane mark the node NotReady, if it did?',
    need: 'the log of kube-controller-manager, Events, or the Node object from that time',
    isOpen: (incident) => isOutage(incident) && incident.boundaries.markedNotReady === null,
  },
  {
    ask: 'When was it over?',
    need: 'logs from the time after this evidence',
    isOpen: ({ open }) => open,
  },
  {
    ask: 'Why did the renewals fail?',
    need: 'the kubelet’s own log from that time',
    isOpen: ({ cause }) => cause.category === 'unknown' || cause.category === 'kubelet-silent',
  },
  {
    ask: 'Is the cause right? It was found with low confidence.',
    need: 'the node’s kernel log and network monitoring from that time',
    isOpen: ({ cause }) => cause.confidence === 'low' && cause.category !== 'unknown',
  },
  {
    ask: 'Why was the node marked NotReady early, late or never?',
    need: 'the flags, load and leader changes of kube-controller-manager at that time',
    isOpen: ({ deviation: { markedNotReady: marked } }) =>
      marked === 'late' || marked === 'early' || marked === 'never',
  },
  {
    ask: 'How far apart were the clocks? Some intervals were measured by two of them.',
    need: 'the audit log together with the kubelet’s log at -v=6, or a time server’s record',
    isOpen: ({ crossClock }) => crossClock.length > 0,
  },
]

const SHOWN_SUBJECTS = 5

export function* openQuestions({ incidents, nodes, problems }: Report): Generator<string> {
  yield '## Open questions\n\n'
  const measured = new Set(nodes.filter(({ clockOffset }) => clockOffset !== null).map(({ node }) => node))
  for (const { ask, need, isOpen } of QUESTIONS) {
    const about = incidents.filter(
      (incident) =>
        isOpen(incident) && !(ask.startsWith('How far') && incident.node && measured.has(incident.node)),
    )
    if (about.length === 0) continue
    const subjects = [...new Set(about.map(subject))]
    yield `- [ ] ${ask} (${escapeText(formatList(subjects, SHOWN_SUBJECTS))}) Evidence: ${need}.\n`
  }
  const records = problems.reduce((sum, { count }) => sum + count, 0)
  if (records > 0) {
    yield `- [ ] What do the ${formatCount(records, 'record')} contain that could not be used? The json format lists them.\n`
  }
  yield '- [ ] What was changed, deployed or repaired at that time? Ask the people on call.\n'
  yield '- [ ] Who noticed, how, and how long after the fault began? Evidence: alerts; ask the people on call.\n\n'
}
