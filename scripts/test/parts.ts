import type { Part } from './part.ts'

/** Everything that `npm test` looks at, quickest first, in the order in which it is run. */
export const parts: Part[] = [
  { kind: 'check', name: 'format', command: ['biome', 'ci', '--linter-enabled=false', '.'] },
  { kind: 'check', name: 'lint', command: ['biome', 'lint', '--error-on-warnings', '.'] },
  { kind: 'check', name: 'types', command: ['tsc', '--noEmit', '-p', '.'] },
  {
    kind: 'vitest',
    name: 'architecture',
    args: ['--project', 'architecture'],
    folder: 'test/architecture',
  },
  { kind: 'check', name: 'build', command: ['node', 'scripts/build.ts'] },
  {
    kind: 'vitest',
    name: 'unit',
    args: ['--project', 'unit'],
    folder: 'test',
  },
  {
    kind: 'vitest',
    name: 'integration',
    args: ['--project', 'integration'],
    folder: 'test/integration',
    needs: ['engine'],
  },
  {
    kind: 'vitest',
    name: 'e2e',
    args: ['--project', 'e2e'],
    folder: 'test/e2e',
    needs: ['engine', 'browser'],
  },
  {
    kind: 'vitest',
    name: 'faults',
    args: ['--project', 'faults'],
    folder: 'test/faults',
    optional: true,
    needs: ['engine'],
  },
]
