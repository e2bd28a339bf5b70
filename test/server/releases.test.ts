import { expect, test } from 'vitest'
import { createReleases } from '../../server/releases.ts'

test('what was taken last is given back first, each once, whatever fails', async () => {
  const releases = createReleases()
  const seen: string[] = []
  releases.add(() => void seen.push('lock'))
  releases.add(async () => {
    seen.push('database')
    throw new Error('the database is stuck')
  })
  releases.add(() => void seen.push('server'))
  await expect(releases.run()).rejects.toThrow('the database is stuck')
  expect(seen).toEqual(['server', 'database', 'lock'])
  await releases.run()
  expect(seen).toHaveLength(3)
})
