/** The configuration of vitest. The program is built once for all test files. */
import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    // Tests that start the program several times, or read at every cut, take up to 10 s on a busy machine.
    testTimeout: 30_000,
  },
})

// biome-ignore lint/style/noDefaultExport: vitest requires a default export.
export default config
