import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createImageSources } from '../../../adapters/images/files-image-sources.ts'
import { CATALOGUE, findDefinition } from '../../../core/images/catalogue.ts'

const IMAGES = new URL('../../../images/', import.meta.url).pathname
const NOTHING = { extraCa: [], tarball: null }

function definition(name: string) {
  const found = findDefinition(name)
  if (!found) throw new Error(`No image ${name}`)
  return found
}

async function namesIn(stream: NodeJS.ReadableStream) {
  const listing = execFileSync('tar', ['-t'], { input: await buffer(stream), encoding: 'utf8' })
  return listing.trim().split('\n').sort()
}

test.each(CATALOGUE.map((entry) => entry.name))(
  '%s has sources with its Dockerfile in them',
  async (name) => {
    const sources = createImageSources({ imagesFolder: IMAGES })
    const names = await namesIn(await sources.pack(definition(name), NOTHING))
    expect(names).toContain('Dockerfile')
    expect(names.filter((file) => /node_modules|README/.test(file))).toEqual([])
    expect(names.includes('extra-ca/.keep')).toBe(definition(name).trustsExtraCa)
  },
)

test('the hash tells changed sources, and is not moved by what is no source', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-images-'))
  cpSync(IMAGES, folder, { recursive: true })
  const sources = createImageSources({ imagesFolder: folder })
  const runner = definition('pipeline-runner')
  const first = await sources.hash(runner)
  writeFileSync(join(folder, 'pipeline-runner/README.md'), 'Words.')
  writeFileSync(join(folder, 'pipeline-runner/agent-pipeline-0.1.5.tgz'), 'a tarball')
  expect(await sources.hash(runner)).toBe(first)
  expect(await createImageSources({ imagesFolder: IMAGES }).hash(runner)).toBe(first)
  expect(await sources.hash(definition('runner-tools'))).not.toBe(first)
  appendFileSync(join(folder, 'pipeline-runner/entrypoint.sh'), '# changed\n')
  expect(await sources.hash(runner)).not.toBe(first)
})

test('puts a tarball into the context under its own name', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-tarball-'))
  const tarball = join(folder, 'agent-pipeline-0.1.5.tgz')
  writeFileSync(tarball, 'a tarball')
  const sources = createImageSources({ imagesFolder: IMAGES })
  const names = await namesIn(await sources.pack(definition('pipeline-runner'), { extraCa: [], tarball }))
  expect(names).toContain('agent-pipeline-0.1.5.tgz')
})

test('says what is missing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'oven-nothing-'))
  rmSync(folder, { recursive: true })
  const nowhere = createImageSources({ imagesFolder: folder })
  await expect(nowhere.hash(definition('rehearsal'))).rejects.toMatchObject({ code: 'image-sources-missing' })
  const sources = createImageSources({ imagesFolder: IMAGES })
  const additions = { extraCa: [], tarball: '/nowhere/x.tgz' }
  await expect(sources.pack(definition('pipeline-runner'), additions)).rejects.toMatchObject({
    code: 'file-missing',
  })
})
