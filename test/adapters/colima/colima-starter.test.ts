import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createColimaStarter } from '../../../adapters/colima/colima-starter.ts'
import { tempFolder } from '../files/temp-folder.ts'

/** A folder with a program named `colima` that does what the script says. */
function withColima(script: string, platform = 'darwin') {
  const folder = tempFolder()
  const program = join(folder, 'colima')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o755)
  return createColimaStarter({ env: { PATH: `${folder}:/usr/bin:/bin` }, platform })
}

it('hands on what Colima says, in plain words', async () => {
  const starter = withColima(
    [
      'test "$*" = start || exit 9',
      `echo 'time="2026-01-01T02:00:00+01:00" level=info msg="starting colima"' >&2`,
      `printf '\\033[32mdone\\033[0m\\n'`,
    ].join('\n'),
  )
  expect(starter.isAvailable()).toBe(true)
  const lines: string[] = []
  await starter.start((line) => lines.push(line))
  expect(lines.sort()).toEqual(['done', 'starting colima'])
})

it('fails with Colima’s last words', async () => {
  const starter = withColima(`echo 'level=fatal msg="error starting vm: \\"vz\\" is not there"' >&2; exit 1`)
  await expect(starter.start(() => {})).rejects.toMatchObject({
    code: 'engine-start-failed',
    message: 'Colima could not be started: error starting vm: "vz" is not there',
    hint: expect.stringContaining('colima start'),
  })
})

it('is only for Macs that have it', () => {
  expect(withColima('exit 0', 'linux').isAvailable()).toBe(false)
  expect(createColimaStarter({ env: { PATH: tempFolder() }, platform: 'darwin' }).isAvailable()).toBe(false)
})
