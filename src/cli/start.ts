/** Starts the program. What is imported after the first line may be compiled already. */
import { keepCompiledCode } from './compile-cache.ts'

keepCompiledCode(process.env)
await import('./main.ts')
