/**
 * The registry of envelopes, in the order in which they are tried on a body: of any two that could take the
 * same text, the one that asks for more stands first. A body is peeled again and again, until a statement
 * is reached or none takes it.
 */
import type { Envelope } from '../types.ts'
import { cri } from './cri.ts'
import { dockerJson } from './docker-json.ts'
import { journaldMonotonic, journaldUnix } from './journald-counted.ts'
import { journaldFull } from './journald-full.ts'
import { journaldIso } from './journald-iso.ts'
import { journaldJson } from './journald-json.ts'
import { journaldShort } from './journald-short.ts'
import { jsonLine } from './json-line.ts'
import { klogJson } from './klog-json.ts'
import { klogHeadless, klogText } from './klog-text.ts'
import { tagOnly } from './tag.ts'

export const envelopes: readonly Envelope[] = [
  klogText,
  jsonLine,
  klogJson,
  dockerJson,
  journaldJson,
  cri,
  journaldIso,
  journaldShort,
  journaldFull,
  journaldUnix,
  journaldMonotonic,
  tagOnly,
  klogHeadless,
]
