/**
 * Loads the program, one file of a megabyte, with the code that an earlier run compiled: to compile it again takes half of a
 * short run. From Node 22.1 on, Node itself keeps the code, before, `compiled-code.ts` does.
 *
 * NODE_DISABLE_COMPILE_CACHE=1 turns both off, NODE_COMPILE_CACHE names another directory for Node's.
 */
import module, { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { codeDirectory } from './code-directory.ts'
import { runKept } from './compiled-code.ts'
import { optimiseLater } from './optimiser.ts'

/** What the bundle exports. */
export interface Program {
  main(args: readonly string[]): Promise<void>
  /** Reads files in a thread. */
  readFiles(): void
}

/** What only newer releases have. */
interface NewerModule {
  readonly enableCompileCache?: (directory: string) => unknown
}

/** `inThread`: the process has started already. Its main thread alone keeps what is compiled. */
export function loadProgram(args: readonly string[], { inThread }: { readonly inThread: boolean }): Program {
  // Code is kept for one setting of the engine.
  if (!inThread) optimiseLater()
  const path = fileURLToPath(new URL('../../cli-program.cjs', import.meta.url))
  const { enableCompileCache } = module as NewerModule
  const directory = codeDirectory(process.env)
  if (directory !== null && !enableCompileCache)
    return runKept({ path, keptIn: join(directory, fileName(args)), keeps: !inThread }) as Program
  if (directory !== null) enableCompileCache?.(directory)
  return createRequire(path)(path) as Program
}

/** Commands that use much code of their own. */
const COMMANDS: readonly string[] = ['collect', 'diff', 'explain', 'observe', 'read', 'watch']

/** Each command has its own file: what a run does not use is not compiled, and so not kept. */
function fileName(args: readonly string[]): string {
  const isHelp = args.some((arg) => arg === '-h' || arg === '--help')
  const command = isHelp ? 'help' : COMMANDS.find((name) => name === args[0])
  return `${command ?? 'analyze'}-${process.version}-${process.arch}.code`
}
