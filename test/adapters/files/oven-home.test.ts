import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, it } from 'vitest'
import { locateOvenHome, prepareOvenHome, readInstallId } from '../../../adapters/files/oven-home.ts'
import { tempFolder } from './temp-folder.ts'

it('is where AGENT_OVEN_HOME says, or in the user’s configuration', () => {
  const homeFolder = '/home/somebody'
  const locate = (AGENT_OVEN_HOME?: string) => locateOvenHome({ env: { AGENT_OVEN_HOME }, homeFolder }).path
  expect(locate()).toBe('/home/somebody/.config/agent-oven')
  expect(locate(' ')).toBe('/home/somebody/.config/agent-oven')
  expect(locate('/srv/oven')).toBe('/srv/oven')
  expect(locate('~/oven')).toBe('/home/somebody/oven')
  expect(locate('oven')).toBe(join(process.cwd(), 'oven'))
  const home = locateOvenHome({ env: { AGENT_OVEN_HOME: '/srv/oven' } })
  for (const path of Object.values(home)) expect(path.startsWith('/srv/oven')).toBe(true)
})

it('is made for its owner only, also when others could look in before', () => {
  const path = join(tempFolder(), 'a', 'b')
  prepareOvenHome(locateOvenHome({ env: { AGENT_OVEN_HOME: path } }))
  expect(statSync(path).mode & 0o777).toBe(0o700)
  const open = join(tempFolder(), 'open')
  mkdirSync(open, { mode: 0o755 })
  prepareOvenHome(locateOvenHome({ env: { AGENT_OVEN_HOME: open } }))
  expect(statSync(open).mode & 0o777).toBe(0o700)
})

it('says so when it cannot be made', () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')
  const home = locateOvenHome({ env: { AGENT_OVEN_HOME: join(file, 'oven') } })
  expect(() => prepareOvenHome(home)).toThrowError(expect.objectContaining({ code: 'file-refused' }))
})

it('has one install id, whoever asks first', async () => {
  const home = locateOvenHome({ env: { AGENT_OVEN_HOME: tempFolder() } })
  const module = new URL('../../../adapters/files/oven-home.ts', import.meta.url).href
  const script = `const { locateOvenHome, readInstallId } = await import(${JSON.stringify(module)});
    console.log(readInstallId(locateOvenHome({ env: { AGENT_OVEN_HOME: ${JSON.stringify(home.path)} } })))`
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => execa(process.execPath, ['--input-type=module', '-e', script])),
  )
  const ids = new Set(answers.map(({ stdout }) => stdout))
  expect(ids.size).toBe(1)
  expect([...ids][0]).toMatch(/^[0-9a-f]{12}$/)
  expect(readInstallId(home)).toBe([...ids][0])
  expect(readdirSync(home.path)).toEqual(['install-id'])
  expect(statSync(join(home.path, 'install-id')).mode & 0o777).toBe(0o600)
  const other = locateOvenHome({ env: { AGENT_OVEN_HOME: tempFolder() } })
  expect(readInstallId(other)).not.toBe([...ids][0])
})

it('does not replace an install id that it cannot read', () => {
  const home = locateOvenHome({ env: { AGENT_OVEN_HOME: tempFolder() } })
  const file = join(home.path, 'install-id')
  writeFileSync(file, 'garbage')
  expect(() => readInstallId(home)).toThrowError(expect.objectContaining({ code: 'install-id-broken' }))
  expect(readFileSync(file, 'utf8')).toBe('garbage')
})
