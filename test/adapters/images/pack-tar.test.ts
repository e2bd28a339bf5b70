import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { packTar } from '../../../adapters/images/pack-tar.ts'

test('tar unpacks what was packed: contents, modes, long names', async () => {
  const long = `${'deep/'.repeat(30)}name-äöü.txt`
  const files = [
    { path: 'plain.txt', bytes: Buffer.from('hello\n'), executable: false },
    { path: 'bin/tool', bytes: Buffer.from('#!/bin/sh\n'), executable: true },
    { path: 'empty', bytes: Buffer.alloc(0), executable: false },
    { path: 'block', bytes: Buffer.alloc(1024, 'x'), executable: false },
    { path: long, bytes: Buffer.from('long\n'), executable: false },
  ]
  const folder = mkdtempSync(join(tmpdir(), 'oven-tar-'))
  execFileSync('tar', ['-x', '-C', folder], { input: await buffer(packTar(files)) })
  for (const { path, bytes } of files) expect(readFileSync(join(folder, path)).equals(bytes)).toBe(true)
  expect(statSync(join(folder, 'bin/tool')).mode & 0o777).toBe(0o755)
  expect(statSync(join(folder, 'plain.txt')).mode & 0o777).toBe(0o644)
})
