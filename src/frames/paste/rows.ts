/** Tables of kubectl and CSV in pasted text: each row becomes a frame. */
import type { Frame } from '../../model/index.ts'
import { csvRowReader } from '../csv-rows.ts'
import { OWN, type PasteBlock, type PasteContext } from './block.ts'
import { NO_REST } from './json-depth.ts'
import { type Prefix, withoutPrefix } from './marks.ts'
import { parseRow, type TableHead } from './table.ts'

/** Begins a table of kubectl; a row becomes `{kind: "TableRow", cells}`. */
export function tableBlock({ events }: PasteContext, head: TableHead, prefix: Prefix): PasteBlock {
  /** Blank lines at this place, and in front of the first row: a copy may double each line feed. */
  let blank = 0
  let spacing: number | null = null
  return {
    take(frame, text) {
      const inner = withoutPrefix(text, prefix)
      if (inner?.trim() === '') return ++blank <= (spacing ?? 1)
      const cells = inner === null || NO_REST.test(inner) ? null : parseRow(head, inner)
      if (!cells) return false
      spacing ??= blank
      blank = 0
      events.frame({ ...frame, body: { kind: 'TableRow', apiVersion: OWN, cells } })
      return true
    },
    finish() {},
  }
}

/** Begins a table of CSV; `inner` is its head. */
export function csvBlock(context: PasteContext, first: Frame, inner: string, prefix: Prefix): PasteBlock {
  const rows = csvRowReader(context.events, context.maxFrameBytes)
  rows.take({ ...first, body: inner })
  return {
    take(frame, text) {
      const line = withoutPrefix(text, prefix)
      if (line === null || !rows.belongs(line)) return false
      rows.take({ ...frame, body: line })
      return true
    },
    finish: () => rows.finish(),
  }
}
