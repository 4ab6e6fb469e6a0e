/** Starts the program. What is imported after the first line may be compiled already. */
import { keepCompiledCode } from './compile-cache.ts'
import { optimiseLater } from './optimiser.ts'

keepCompiledCode(process.env)
optimiseLater()
await import('./main.ts')
