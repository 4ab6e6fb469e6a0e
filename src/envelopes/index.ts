/**
 * Registry of the envelopes. To add an envelope, write its file and add it to `formats`.
 *
 * The reader takes the first envelope that accepts a body, unwraps the body and repeats, until it reaches a statement or
 * no envelope accepts the body. Where two envelopes accept the same text, the stricter one must come first.
 */
import type { Envelope } from '../model/index.ts'
import { ansi } from './ansi.ts'
import { cloudwatch } from './cloudwatch.ts'
import { cri } from './cri.ts'
import { dockerJson } from './docker-json.ts'
import { journaldMonotonic, journaldUnix } from './journald-epoch.ts'
import { journaldFull } from './journald-full.ts'
import { journaldIso } from './journald-iso.ts'
import { journaldJson } from './journald-json.ts'
import { journaldShort } from './journald-short.ts'
import { jsonLine } from './json-line.ts'
import { jsonMember } from './json-member.ts'
import { klogAnywhere } from './klog-anywhere.ts'
import { klogJson } from './klog-json.ts'
import { klogHeadless, klogText } from './klog-text.ts'
import { logrus } from './logrus.ts'
import { fluentBitLine, fluentdFile, labelledLine } from './platform/platform-lines.ts'
import { platformRecord } from './platform/platform-record.ts'
import { copyMarks, grepPrefix, type HeaderTest, kubectlPrefix, namePrefix } from './prefixes.ts'
import { separator } from './separator.ts'
import { syslog5424, syslogPriority, syslogRepeated } from './syslog.ts'
import { tagOnly } from './syslog-tag.ts'
import { timeColumn, timestamped } from './timestamped.ts'
import { unitState } from './unit-state.ts'
import { zapConsole, zapJson } from './zap.ts'

/** Formats of lines and objects. An order that a comment does not explain is free. */
const formats: readonly Envelope[] = [
  // First for speed: most lines are klog lines, alone or inside another envelope.
  klogText,
  jsonLine,
  // Formats of objects. Their required fields differ, so only an object with the fields of two formats depends on the
  // order: the format with the rarer fields comes first.
  klogJson,
  zapJson,
  dockerJson,
  journaldJson,
  cloudwatch,
  // Before timestamped, which accepts any text after an RFC 3339 time.
  cri,
  journaldIso,
  journaldShort,
  // Before syslog-priority: `<30>Fri` passes for a weekday.
  journaldFull,
  journaldUnix,
  journaldMonotonic,
  // Before time-column, which accepts the same time without a zone before a klog or CRI line.
  timestamped,
  timeColumn,
  fluentdFile,
  fluentBitLine,
  zapConsole,
  // Before syslog-priority, which accepts any text after `<30>`.
  syslog5424,
  // Before klog-headless: `<30>controller.go` passes for a file name.
  syslogPriority,
  syslogRepeated,
  logrus,
  separator,
  unitState,
  tagOnly,
  klogHeadless,
]

const headers = formats.filter(({ isHeader }) => isHeader)
const hasHeader: HeaderTest = (line) => headers.some((format) => format.unwrap(line) !== undefined)

/**
 * Prefixes from viewers and searches. They come after `formats` because a line of a format may pass for a
 * prefixed one: `kubelet I0314 …` has a name, `[12.345678] kubelet[1]: …` brackets, `kubelet[1]: …` a colon.
 */
const prefixes: readonly Envelope[] = [
  // Before all that looks for a header, which a colour hides.
  ansi,
  // After the formats of objects: their fields prove more.
  platformRecord(hasHeader),
  labelledLine(hasHeader),
  kubectlPrefix(hasHeader),
  // Before copy-marks: the quotation marks of a member are a mark, too.
  jsonMember(hasHeader),
  // Before name-prefix and grep-prefix: `3 Mar 12 …` passes for a name, `**kubelet[1]: …` for a file name.
  copyMarks(hasHeader),
  namePrefix(hasHeader),
  grepPrefix(hasHeader),
  klogAnywhere,
]

export const envelopes: readonly Envelope[] = [...formats, ...prefixes]
