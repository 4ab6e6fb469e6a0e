/** The grammars over API objects: a record that is an object goes through these, one that is text through none. */
import type { Grammar } from '../../types.ts'
import { audit } from './audit.ts'
import { eventObject } from './event-object.ts'
import { leaseObject } from './lease-object.ts'
import { nodeObject } from './node-object.ts'
import { podObject } from './pod-object.ts'
import { wrappers } from './wrappers.ts'

export const objectGrammars: readonly Grammar[] = [
  audit,
  leaseObject,
  nodeObject,
  eventObject,
  podObject,
  wrappers,
]
