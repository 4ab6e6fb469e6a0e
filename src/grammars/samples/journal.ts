/** Samples of the journal grammar: every wording of every range of releases, and similar texts that it must reject. */
import type { GrammarSample } from '../../model/index.ts'

export const journalSamples: readonly GrammarSample[] = [
  {
    text: 'Mar 14 10:20:30 worker-1 systemd-journald[456]: Suppressed 1234 messages from kubelet.service',
    origin: 'constructed from systemd 252',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'suppressed', lost: 1234 }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 systemd-journal[456]: Suppressed 87 messages from /system.slice/kubelet.service',
    origin: 'constructed from systemd 219',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'suppressed', lost: 87 }],
  },
  {
    text: '-- Boot 2cf1d0b5b1d94d5f8a3c1d2e3f4a5b6c --',
    origin: 'journalctl 252',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'boot', lost: null }],
  },
  {
    text: '-- Reboot --',
    origin: 'journalctl 219',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'boot', lost: null }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 systemd-journald[456]: File /var/log/journal/2cf1d0b5b1d94d5f8a3c1d2e3f4a5b6c/system.journal corrupted or uncleanly shut down, renaming and replacing.',
    origin: 'constructed from systemd 252',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'rotated', lost: null }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 rsyslogd[812]: imjournal: 25431 messages lost due to rate-limiting',
    origin: 'constructed from rsyslog 8',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'suppressed', lost: 25431 }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 rsyslogd[812]: imjournal: begin to drop messages due to rate-limiting',
    origin: 'constructed from rsyslog 8',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'suppressed', lost: null }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 rsyslogd[812]: imuxsock lost 312 messages from pid 1234 due to rate-limiting',
    origin: 'constructed from rsyslog 8',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'suppressed', lost: 312 }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 systemd-journald[456]: Forwarding to syslog missed 12 messages.',
    origin: 'constructed from systemd 219',
    kubernetes: null,
    findings: [{ kind: 'log.gap', node: null, reason: 'suppressed', lost: 12 }],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 systemd-journald[456]: Suppressed 1234 messages from sshd.service',
    origin: 'constructed from systemd 252',
    kubernetes: null,
    findings: [],
  },
  {
    text: '-- Journal begins at Mon 2023-08-28 17:12:05 EDT, ends at Tue 2023-11-21 17:00:31 EST. --',
    origin: 'journalctl 247',
    kubernetes: null,
    findings: [],
  },
  {
    text: '-- No entries --',
    origin: 'journalctl 252',
    kubernetes: null,
    findings: [],
  },
  {
    text: 'Mar 14 10:20:30 worker-1 systemd-journald[456]: Missed 12 kernel messages',
    origin: 'constructed from systemd 252',
    kubernetes: null,
    findings: [],
  },
]
