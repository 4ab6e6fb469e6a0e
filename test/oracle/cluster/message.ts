/** What a record of klog consists of, and what the releases have in common. */

export type Release = '1.20' | '1.30' | '1.36'

export interface Message {
  readonly severity: 'I' | 'W' | 'E' | 'F'
  /** `file.go:line`. */
  readonly where: string
  readonly text: string
}

export interface Condition {
  readonly type: string
  readonly status: 'True' | 'False' | 'Unknown'
  readonly heartbeatUs: number
  readonly transitionUs: number
  readonly reason: string
  readonly message: string
}

export const message = (severity: Message['severity'], where: string, text: string): Message => ({
  severity,
  where,
  text,
})
export const byRelease = <T>(release: Release, of: Record<Release, T>): T => of[release]
