/** Settings of a user's profile that would cut an answer without an error. */
import type { JsonObject } from '../../../model/index.ts'

/** Modes of limits, and the limits that each is about. */
const LIMITS: Readonly<Record<string, readonly string[]>> = {
  read_overflow_mode: ['max_rows_to_read', 'max_bytes_to_read'],
  result_overflow_mode: ['max_result_rows', 'max_result_bytes'],
  group_by_overflow_mode: ['max_rows_to_group_by'],
  sort_overflow_mode: ['max_rows_to_sort', 'max_bytes_to_sort'],
  distinct_overflow_mode: ['max_rows_in_distinct', 'max_bytes_in_distinct'],
  timeout_overflow_mode: ['max_execution_time'],
}

/** Returns the failure in words; null: no limit cuts an answer. */
export function silentLimits(settings: readonly JsonObject[]): string | null {
  const values = new Map(settings.map(({ name, value }) => [String(name), String(value)]))
  for (const [mode, limits] of Object.entries(LIMITS)) {
    const value = values.get(mode) ?? 'throw'
    const limit = limits.find((name) => Number(values.get(name) ?? 0) > 0)
    if (value !== 'throw' && limit !== undefined)
      return `the profile of this user cuts answers without an error (${mode}=${value}, ${limit}=${values.get(limit)}): use one with ${mode}=throw`
  }
  return null
}
