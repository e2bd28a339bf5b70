import { defineConfig } from 'vitest/config'

const electronDouble = new URL('./test/support/electron-double/index.ts', import.meta.url).pathname

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'architecture', include: ['test/architecture/**/*.test.ts'], testTimeout: 60_000 } },
      {
        resolve: { alias: { electron: electronDouble } },
        test: {
          name: 'unit',
          // Many start processes, write durably and wait for what comes of it: on a slow disk that takes its time. How
          // long a thing may take is asserted where it matters, not by the patience of the runner.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 30_000 } },
          include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
          exclude: ['test/architecture/**', 'test/integration/**', 'test/e2e/**', 'test/faults/**'],
          server: { deps: { inline: ['electron-store'] } },
        },
      },
      {
        test: {
          name: 'integration',
          expect: { poll: { timeout: 30_000 } },
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/engine-setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        resolve: { alias: { electron: electronDouble } },
        test: {
          name: 'e2e',
          // A browser on a busy machine takes its time; what is asked at once is a race.
          expect: { poll: { timeout: 30_000 } },
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/engine-setup.ts'],
          server: { deps: { inline: ['electron-store'] } },
          testTimeout: 300_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'faults',
          expect: { poll: { timeout: 30_000 } },
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/support/engine-setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
