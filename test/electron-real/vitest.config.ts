import { defineConfig } from 'vitest/config'

/** Tests against the real Electron, apart from the others because its runtime cannot be had everywhere. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: {
    name: 'electron',
    include: ['test/electron-real/**/*.electron.ts'],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    fileParallelism: false,
  },
})
