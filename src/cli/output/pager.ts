/** Shows text that is longer than the terminal in a pager, as git and man do. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { CommandContext } from '../context.ts'

/** Output for people: in a pager where it is a terminal and shorter than the text. */
export interface PeopleOutput {
  /** Returns a promise only if the reader is behind. */
  write(text: string): Promise<unknown> | undefined
  /** Resolves when all is written, or the pager is closed. */
  end(): Promise<void>
}

/** The shell ends with this status if it finds no such command, or may not run it. */
const NOT_RUN: ReadonlySet<number | null> = new Set([126, 127])

/** `pager` false: text is written as it comes. */
export function peopleOutput(
  { output, stdoutIsTerminal, rows, env }: CommandContext,
  { pager }: { readonly pager?: boolean | undefined },
): PeopleOutput {
  const command = env.PAGER ?? 'less'
  if (pager === false || !stdoutIsTerminal || command === '' || command === 'cat')
    return { write: (text) => output.write(text), end: () => Promise.resolve() }
  let text = ''
  return {
    write: (piece) => {
      text += piece
      return undefined
    },
    end: async () => {
      if (isLonger(text, rows) && (await runPager(command, text, env))) return
      await output.write(text)
    },
  }
}

/** Whether the prompt of the shell would push the beginning of a text out of the terminal. */
function isLonger(text: string, rows: number): boolean {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1))
    if (++lines >= rows) return true
  return false
}

/** Returns false if the pager could not be run. */
async function runPager(command: string, text: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  // As git: end at once if all fits, print colours, keep the screen.
  const settings = { LESS: 'FRX', LV: '-c', ...env }
  const pager = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env: settings })
  // An interrupt is for the pager, which shares the terminal.
  const interrupts = process.listeners('SIGINT')
  process.removeAllListeners('SIGINT')
  process.on('SIGINT', ignore)
  try {
    // Closed before all was read: the user has seen enough.
    pager.stdin.on('error', ignore)
    pager.stdin.end(text)
    const [status] = (await once(pager, 'close')) as [number | null]
    return !NOT_RUN.has(status)
  } catch {
    // There is no shell.
    return false
  } finally {
    process.removeListener('SIGINT', ignore)
    for (const interrupt of interrupts) process.on('SIGINT', interrupt as () => void)
  }
}

function ignore(): void {}
