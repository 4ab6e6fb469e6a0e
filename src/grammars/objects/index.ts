/**
 * The grammars over API objects. A record that is an object goes through these and no others. `describe`
 * alone reads text: a statement whose message is a whole block that kubectl describe printed, line feeds
 * and all.
 */
import type { Grammar } from '../../model/index.ts'
import { audit } from './audit.ts'
import { describe } from './describe.ts'
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
  describe,
]
