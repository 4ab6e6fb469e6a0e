import type { LogRecord, ObservationKind, VersionRange } from '../types.ts'
export function versionHint(
  _record: LogRecord,
  _kind?: ObservationKind,
): { min: string; max: string } | undefined {
  return undefined
}
export type V = VersionRange
