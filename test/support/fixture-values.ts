/** Values that the fixtures share. */
import { parseInstant } from '../../src/time/instant.ts'

/** Microseconds of a time of 2026-11-22. */
export const us = (text: string): number => parseInstant(`2026-11-22T${text}Z`) as number

/** A text of a log that could deceive a terminal, a spreadsheet or a JSON reader. */
export const HOSTILE =
  '=cmd|\' /C calc\'!A0 "q",\u001b[2J\u009b31m\u202egnp\u2028x\r\nforged: line\u0000\ud800'
