import { defineConfig } from 'vitest/config'

/** Tests that a test made for itself, outside of the project. */
export default defineConfig({ test: { include: ['**/*.test.ts'] } })
