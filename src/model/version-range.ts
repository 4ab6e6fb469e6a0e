/** Ranges of Kubernetes minor releases, such as `1.27`–`1.32`; a null end is open. */
import type { VersionRange } from './report.ts'

/** Every release. */
export const ANY_VERSION: VersionRange = { min: null, max: null }

/** Returns the minor of `1.27`; null for null and other text. */
export function minorOf(version: string | null): number | null {
  const minor = version === null ? Number.NaN : Number(version.split('.')[1])
  return Number.isInteger(minor) ? minor : null
}

/** Intersects two ranges. The result is empty (`min` > `max`) if they exclude each other. */
export function narrowVersion(a: VersionRange, b: VersionRange): VersionRange {
  return {
    min: (minorOf(b.min) ?? -1) > (minorOf(a.min) ?? -1) ? b.min : a.min,
    max:
      (minorOf(b.max) ?? Number.POSITIVE_INFINITY) < (minorOf(a.max) ?? Number.POSITIVE_INFINITY)
        ? b.max
        : a.max,
  }
}

/** Returns null if a range is open at both ends or empty (hints of a cluster in the middle of an upgrade). */
export function knownVersion(range: VersionRange): VersionRange | null {
  const [min, max] = [minorOf(range.min), minorOf(range.max)]
  if (min === null && max === null) return null
  return min !== null && max !== null && min > max ? null : range
}
