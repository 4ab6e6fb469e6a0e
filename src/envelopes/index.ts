/**
 * The registry of envelopes, in the order in which they are tried on a body: of any two that could take the
 * same text, the one that asks for more stands first. A body is unwrapped again and again, until a statement
 * is reached or none takes it.
 */
import type { Envelope } from '../model/index.ts'
import { cloudwatch } from './cloudwatch.ts'
import { cri } from './cri.ts'
import { dockerJson } from './docker-json.ts'
import { journaldMonotonic, journaldUnix } from './journald-epoch.ts'
import { journaldFull } from './journald-full.ts'
import { journaldIso } from './journald-iso.ts'
import { journaldJson } from './journald-json.ts'
import { journaldShort } from './journald-short.ts'
import { jsonLine } from './json-line.ts'
import { klogJson } from './klog-json.ts'
import { klogHeadless, klogText } from './klog-text.ts'
import { logrus } from './logrus.ts'
import { copyMarks, grepPrefix, kubectlPrefix, namePrefix } from './prefixes.ts'
import { separator } from './separator.ts'
import { syslog5424, syslogPriority, syslogRepeated } from './syslog.ts'
import { tagOnly } from './syslog-tag.ts'
import { timeColumn, timestamped } from './timestamped.ts'

export const envelopes: readonly Envelope[] = [
  klogText,
  jsonLine,
  klogJson,
  dockerJson,
  journaldJson,
  cloudwatch,
  cri,
  journaldIso,
  journaldShort,
  journaldFull,
  journaldUnix,
  journaldMonotonic,
  timestamped,
  timeColumn,
  syslog5424,
  syslogPriority,
  syslogRepeated,
  logrus,
  separator,
  tagOnly,
  klogHeadless,
  kubectlPrefix,
  copyMarks,
  namePrefix,
  grepPrefix,
]
