/**
 * Registry of the grammars of API objects, in the order in which they are asked; their kinds exclude one another.
 *
 * `describe` is the only one that parses text: the whole output of kubectl describe as one message.
 */
import type { Grammar } from '../../model/index.ts'
import { audit } from './audit.ts'
import { describe } from './describe.ts'
import { eventObject } from './event-object.ts'
import { leaseObject } from './lease-object.ts'
import { nodeObject } from './node-object.ts'
import { podObject } from './pod-object.ts'
import { tableRow } from './table-row.ts'
import { wrappers } from './wrappers.ts'

export const objectGrammars: readonly Grammar[] = [
  audit,
  leaseObject,
  nodeObject,
  eventObject,
  podObject,
  wrappers,
  tableRow,
  describe,
]
