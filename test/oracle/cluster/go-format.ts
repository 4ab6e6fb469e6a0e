/** Values as Go prints them. */

export function goDuration(us: number): string {
  if (us < 1_000_000) return `${Number((us / 1000).toFixed(3))}ms`
  const hours = Math.floor(us / 3_600_000_000)
  const minutes = Math.floor((us % 3_600_000_000) / 60_000_000)
  const seconds = `${Number(((us % 60_000_000) / 1_000_000).toFixed(6))}s`
  return `${hours > 0 ? `${hours}h` : ''}${hours > 0 || minutes > 0 ? `${minutes}m` : ''}${seconds}`
}

/** Whole seconds, as metav1.Time prints them. */
export function goTime(us: number): string {
  return `${new Date(Math.floor(us / 1_000_000) * 1000).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`
}

export function goTimeMicros(us: number): string {
  const micros = String(us % 1_000_000).padStart(6, '0')
  return `${new Date(us / 1000).toISOString().slice(0, 19).replace('T', ' ')}.${micros} +0000 UTC`
}

export function rfcSeconds(us: number): string {
  return `${new Date(Math.floor(us / 1_000_000) * 1000).toISOString().slice(0, 19)}Z`
}

export function goQuote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
