/**
 * Messages that report missing lines in a log. Where lines are missing, silence proves nothing.
 *
 * Input: messages of journald and rsyslog, and the separators that journalctl prints. Output: log.gap.
 * Authority: systemd journald-rate-limit.c, journald-server.c and journalctl 219–257; rsyslog imjournal, imuxsock.
 */
import type { LogGapReason } from '../model/index.ts'
import { type Findings, type TextGrammar, textGrammar } from './message-table.ts'
import { journalSamples } from './samples/journal.ts'

function gap(reason: LogGapReason, lost: number | null): Findings {
  return { kind: 'log.gap', node: null, reason, lost }
}

/** Returns the number at `from`; null if missing. */
function countAt(text: string, from: number): number | null {
  const digits = /^\d{1,15}/.exec(text.slice(from, from + 15))?.[0]
  return digits === undefined ? null : Number(digits)
}

/** Tests whether lines of a unit may be those of a kubelet. Older releases of journald print the control group or the user instead. */
function mayBeKubelet(unit: string): boolean {
  return /kube|k3s|rke2|microshift/.test(unit) || unit === '/' || unit === 'uid 0'
}

export const journal: TextGrammar = textGrammar({
  name: 'journal',
  title: 'journal: suppressed and lost lines, boots',
  component: 'journald',
  literals: ['Suppres', '-- Boot', '-- Reb', 'unclean', '-limit', 'missed '],
  wordings: [
    {
      literals: ['Suppressed '],
      plain(text, at, end, message) {
        const from = text.indexOf(' messages from ', end)
        const isJournald = message.process === null || message.process.startsWith('systemd-journal')
        if (at !== 0 || from < 0 || !isJournald) return undefined
        const unit = text.slice(from + ' messages from '.length).trim()
        return mayBeKubelet(unit) ? gap('suppressed', countAt(text, end)) : undefined
      },
    },
    {
      literals: ['-- Boot '],
      plain: (text, at) =>
        at === 0 && /^-- Boot [0-9a-f]{32} --$/.test(text) ? gap('boot', null) : undefined,
    },
    {
      literals: ['-- Reboot --'],
      plain: (text) => (text === '-- Reboot --' ? gap('boot', null) : undefined),
    },
    {
      literals: [' corrupted or uncleanly shut down, renaming and replacing'],
      plain: () => gap('rotated', null),
    },
    {
      // `imjournal: 1234 messages lost due to rate-limiting`, `imuxsock lost 12 messages from pid 345 due to …`.
      literals: [' due to rate-limiting'],
      plain(text, at) {
        const head = text.slice(0, at)
        const lost = /(\d{1,15}) messages(?: lost| from pid \d+)$/.exec(head.slice(-80))?.[1]
        if (lost !== undefined) return gap('suppressed', Number(lost))
        return head.endsWith('begin to drop messages') ? gap('suppressed', null) : undefined
      },
    },
    {
      literals: ['Forwarding to syslog missed '],
      plain: (text, _at, end) => gap('suppressed', countAt(text, end)),
    },
  ],
  samples: journalSamples,
})
