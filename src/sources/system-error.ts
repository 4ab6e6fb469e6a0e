/** Errors of the operating system in words. */
import { getSystemErrorMap } from 'node:util'

/** Whether the operating system reported an error. */
export function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error
}

/** Returns `no such file or directory` for an ENOENT, and the message of an error without a system error number. */
export function reasonOf(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException
  return (errno === undefined ? undefined : getSystemErrorMap().get(errno)?.[1]) ?? message
}
