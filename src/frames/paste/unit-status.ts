/** The head of `systemctl status` in pasted text. Its line `Active: …` becomes `UNIT unit state: …`. */
import type { Frame } from '../../model/index.ts'
import type { PasteBlock, PasteContext } from './block.ts'
import { type Prefix, withoutPrefix } from './marks.ts'

/** `● kubelet.service - kubelet: The Kubernetes Node Agent`; the sign before the unit depends on its state. */
const HEAD = /^(?:[●○×↻] ?)?([\w@.-]{1,100}\.service)(?: - |$)/

const ACTIVE = /^Active: /

/** Returns the unit that a line begins the status of; null for other lines. */
export function unitOfStatus(inner: string): string | null {
  return HEAD.exec(inner)?.[1] ?? null
}

/** Begins a block: the lines up to the first blank one, which the journal of the unit follows. */
export function unitStatusBlock({ events }: PasteContext, first: Frame, prefix: Prefix): PasteBlock {
  const unit = unitOfStatus((first.body as string).slice(prefix.text.length))
  events.frame(first)
  return {
    take(frame, text) {
      const inner = withoutPrefix(text, prefix)
      if (inner === null || !/^\s+\S/.test(inner)) return false
      const line = inner.trim()
      const [, state] = line.split(ACTIVE, 2)
      events.frame(state === undefined ? frame : { ...frame, body: `${unit} unit state: ${state}` })
      return true
    },
    finish() {},
  }
}
