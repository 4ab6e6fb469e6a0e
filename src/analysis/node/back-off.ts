/**
 * How a kubelet repeats attempts to renew its lease: a round of updates, then attempts to ensure that the lease exists, each
 * after a longer wait.
 *
 * Authority: component-helpers lease/controller.go, the waits of all releases.
 */

/** Attempts to update a lease before the kubelet goes over to ensure that it exists (1.16 and up). */
export const UPDATES_IN_A_ROUND = 5

/** What the kubelet waits after its first failed attempt to ensure its lease. */
export const FIRST_BACK_OFF_SECONDS = 0.2

/** The longest such wait. */
export const LONGEST_BACK_OFF_SECONDS = 7

/** What the kubelet waits between two attempts to ensure its lease, in order; then always the last. */
export const BACK_OFF_SECONDS: readonly number[] = [
  FIRST_BACK_OFF_SECONDS,
  ...[0.4, 0.8, 1.6, 3.2, 6.4],
  LONGEST_BACK_OFF_SECONDS,
]
