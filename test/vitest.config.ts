/** The configuration of vitest. The program is built once for all test files. */
import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
  },
})

// biome-ignore lint/style/noDefaultExport: vitest requires a default export.
export default config
