/** Starts the program. What is imported after the first line may be compiled already. */
import { keepCompiledCode } from './compile-cache.ts'
import { optimiseLater } from './optimiser.ts'
import { answersVersion } from './version.ts'

if (!answersVersion(process.argv.slice(2))) {
  keepCompiledCode(process.env)
  optimiseLater()
  await import('./main.ts')
}
