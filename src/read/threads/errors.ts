/** Errors between threads: what one thread throws reaches another without its class. */
import { SourceError, UsageError, type UsageErrorFields } from '../../model/errors.ts'

export type PackedError =
  | { readonly kind: 'usage'; readonly message: string; readonly fields: UsageErrorFields }
  | { readonly kind: 'source'; readonly label: string; readonly reason: string }

/** Returns undefined for a defect, which is thrown as it is. */
export function packError(error: unknown): PackedError | undefined {
  if (error instanceof SourceError) return { kind: 'source', label: error.label, reason: error.reason }
  if (!(error instanceof UsageError)) return undefined
  const { message, given, allowed, try: hint } = error
  const fields = { ...(given === null ? {} : { given }), allowed, ...(hint === null ? {} : { try: hint }) }
  return { kind: 'usage', message, fields }
}

export function unpackError(error: PackedError): UsageError | SourceError {
  return error.kind === 'usage'
    ? new UsageError(error.message, error.fields)
    : new SourceError(error.label, error.reason)
}
