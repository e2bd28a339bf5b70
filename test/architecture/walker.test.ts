import { describe, expect, test } from 'vitest'
import { findWrongFiles } from './find-wrong-files.ts'
import { findWrongImports } from './find-wrong-imports.ts'
import { importsOf } from './imports-of.ts'

const wrong = (path: string, text: string) => findWrongImports([{ path, text }])

describe('reading imports', () => {
  test.each([
    ["import x from 'a'", 'a'],
    ["import 'a'", 'a'],
    ["import * as x from 'a'", 'a'],
    ["import type { X } from 'a'", 'a'],
    ["import { type X, y } from 'a'", 'a'],
    ["import {\n  x,\n  y,\n} from 'a'", 'a'],
    ["export { x } from 'a'", 'a'],
    ["export * from 'a'", 'a'],
    ["export type { X } from 'a'", 'a'],
    ["const x = await import('a')", 'a'],
    ["const x = await import(\n  'a'\n)", 'a'],
    ["type X = import('a').X", 'a'],
    ["const x = require('a')", 'a'],
    ["const url = 'https://x.example/'; import('a')", 'a'],
  ])('%j', (source, specifier) => {
    expect(importsOf(source).map((found) => found.specifier)).toEqual([specifier])
  })

  test.each([
    "// import x from 'a'",
    "/* import('a') */",
    "export const from = 'a'",
    "const text = 'import x'",
  ])('finds none in %j', (source) => {
    expect(importsOf(source)).toEqual([])
  })

  test('names the line', () => {
    expect(importsOf("\n\nimport {\n  x,\n} from 'a'\nimport('b')\n")).toEqual([
      { specifier: 'a', line: 5 },
      { specifier: 'b', line: 6 },
    ])
  })
})

describe('directions', () => {
  test.each([
    ['contract/job.ts', "import { x } from '../core/x.ts'", 'contract may not import core'],
    ['core/a.ts', "import type { X } from '../adapters/x.ts'", 'core may not import adapters'],
    ['core/runs/a.ts', "const x = await import('../../server/x.ts')", 'core may not import server'],
    ['adapters/files/a.ts', "export * from '../../server/x.ts'", 'adapters may not import server'],
    ['server/a.ts', "import '../electron/main.ts'", 'server may not import electron'],
    ['renderer/app/a.tsx', "import { x } from '../../core/x.ts'", 'renderer may not import core'],
    ['cli/oven.js', "import('../server/serve.ts')", 'cli may not import server'],
    ['cli/local-oven.ts', "import '../adapters/x.ts'", 'cli may not import adapters'],
    ['core/a.ts', "import { x } from '../test/support/x.ts'", 'it is no part of the app'],
    ['core/a.ts', "import { x } from '../../elsewhere/x.ts'", 'it lies outside of the project'],
    ['contract/a.ts', "import { z } from 'yaml'", 'contract imports nothing but zod and @orpc/contract'],
    ['core/a.ts', "import { readFile } from 'node:fs/promises'", 'core asks for the world through its ports'],
    ['core/a.ts', "import { spawn } from 'child_process'", 'core asks for the world through its ports'],
    ['core/a.ts', "import Docker from 'dockerode'", 'only adapters may'],
    ['core/a.ts', "import { DatabaseSync } from 'node:sqlite'", 'only adapters may'],
    ['server/a.ts', "import { app } from 'electron'", 'only electron may'],
    ['adapters/files/a.ts', "import Store from 'electron-store'", 'only electron may'],
    ['adapters/a.ts', "import fastify from 'fastify'", 'only server may'],
    ['cli/a.ts', "import { useState } from 'react'", 'only renderer may'],
  ])('%s: %s', (path, text, why) => {
    expect(wrong(path, text)).toEqual([expect.stringContaining(`${path}:1 imports `)])
    expect(wrong(path, text)).toEqual([expect.stringContaining(why)])
  })

  test.each([
    ['core/a.ts', "import { Job } from '../contract/index.ts'"],
    ['core/a.ts', "import { Cron } from 'croner'"],
    ['adapters/a.ts', "import type { Engine } from '../core/ports/engine.ts'"],
    ['electron/main.ts', "import { app } from 'electron'"],
    ['electron/a.ts', "import { serve } from '../server/serve.ts'"],
    ['cli/local-oven.ts', "const { x } = await import('../server/x.ts')"],
    ['renderer/a.tsx', "import { useState } from 'react'"],
    ['server/version.ts', "import info from '../package.json' with { type: 'json' }"],
    ['test/core/a.test.ts', "import { x } from '../../electron/x.ts'"],
  ])('allows %s: %s', (path, text) => {
    expect(wrong(path, text)).toEqual([])
  })
})

describe('files', () => {
  test.each([
    ['core/utils.ts', '', 'says nothing about what is in it'],
    ['core/helpers/x.ts', '', 'says nothing about what is in it'],
    ['core/runService.ts', '', 'is not kebab-case'],
    ['renderer/JobForm.tsx', '', 'is not kebab-case'],
    ['core/index.ts', '', 'only the contract has an index'],
    ['core/a.ts', 'export default function a() {}', 'exports by default'],
    ['core/a.ts', 'export { a as default }', 'exports by default'],
    ['core/a.ts', 'x\n'.repeat(301), '301 lines'],
    ['test/support/a.ts', 'x\n'.repeat(301), '301 lines'],
    ['test/core/a.test.ts', 'x\n'.repeat(501), '501 lines'],
  ])('%s %j', (path, text, why) => {
    expect(findWrongFiles([{ path, text }])).toEqual([expect.stringContaining(why)])
  })

  test.each([
    ['contract/index.ts', ''],
    ['core/a.ts', 'x\n'.repeat(300)],
    ['test/core/a.test.ts', 'x\n'.repeat(500)],
    ['core/run-service.test.ts', '// export default is what this file must not do'],
    ['vite.main.config.ts', 'export default {}'],
  ])('allows %s %j', (path, text) => {
    expect(findWrongFiles([{ path, text }])).toEqual([])
  })
})
