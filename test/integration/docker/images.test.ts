import { randomUUID } from 'node:crypto'
import { type Pack, pack } from 'tar-stream'
import { afterAll, expect, test } from 'vitest'
import type { OvenError } from '../../../core/errors.ts'
import { openTestEngine, runToEnd } from '../../support/engine-fixture.ts'
import { tinyImage } from '../../support/tiny-image.ts'

const { engine, labels, spec, cleanUp } = openTestEngine()
const tag = `agent-oven-test/built:${randomUUID().slice(0, 8)}`
afterAll(async () => {
  for (const { containerId } of await engine.listContainers(labels)) await engine.removeContainer(containerId)
  if (await engine.findImage(tag)) await engine.removeImage(tag)
  await cleanUp()
})

function context(files: Record<string, string>): Pack {
  const tar = pack()
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text)
  tar.finalize()
  return tar
}
const request = (dockerfile: string, files: Record<string, string> = {}) => ({
  tag,
  context: context({ 'Dockerfile.test': dockerfile, ...files }),
  dockerfile: 'Dockerfile.test',
  buildArgs: { GREETING: 'hello' },
  labels,
  networkMode: 'none',
})

test('a build: progress by steps, labels, arguments, and the image runs', async () => {
  const progress: [string, number | null][] = []
  const image = await engine.buildImage(
    request(
      `FROM ${tinyImage}\nARG GREETING\nCOPY text /text\nRUN echo $GREETING >> /text\nCMD ["cat", "/text"]`,
      {
        text: 'from the context\n',
      },
    ),
    { onProgress: ({ text, fraction }) => progress.push([text, fraction]) },
  )
  expect(image).toMatchObject({ id: expect.stringMatching(/^sha256:/), digest: null, labels })
  expect(image.sizeBytes).toBeGreaterThan(1_000_000)
  const steps = progress.filter(([text]) => text.startsWith('Step '))
  // five of the file's own, and one for the labels
  expect(steps.map(([, fraction]) => fraction)).toEqual([0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6])
  expect((await runToEnd(engine, spec('', { image: tag, command: null }))).stdout).toBe(
    'from the context\nhello\n',
  )
})

test('a failing step is named, with its last words', async () => {
  const failing = engine.buildImage(request(`FROM ${tinyImage}\nRUN seq 40 >&2; exit 4`), {})
  const error = (await failing.catch((thrown: unknown) => thrown)) as OvenError
  expect(error.code).toBe('image-build-failed')
  expect(error.message).toMatch(
    /step 2\/3 \(RUN seq 40 >&2; .*returned a non-zero code: 4\n21\n22\n[\s\S]*39\n40$/,
  )
})

test('a build that is not even begun says why', async () => {
  await expect(engine.buildImage({ ...request('FROM x'), dockerfile: 'None' }, {})).rejects.toMatchObject({
    code: 'image-build-failed',
    message: expect.stringContaining('None'),
  })
})

test('a build is cancelled in the middle of a step', async () => {
  const stop = new AbortController()
  const asked = Date.now()
  const building = engine.buildImage(request(`FROM ${tinyImage}\nRUN echo begun; sleep 200`), {
    signal: stop.signal,
    onProgress: ({ text }) => {
      if (text === 'begun') stop.abort()
    },
  })
  await expect(building).rejects.toMatchObject({ code: 'cancelled' })
  expect(Date.now() - asked).toBeLessThan(150_000)
})

test('an image that cannot be had is missing, with the reason', async () => {
  const reference = '127.0.0.1:1/agent-oven-test/none:1'
  await expect(engine.pullImage(reference, {})).rejects.toMatchObject({
    code: 'image-missing',
    message: expect.stringMatching(/127\.0\.0\.1:1\/agent-oven-test\/none:1: .*connection refused/),
  })
  expect(await engine.findImage(reference)).toBeNull()
  await expect(engine.removeImage(reference)).rejects.toMatchObject({ code: 'image-missing' })
})

test('a root file system becomes an image, labels word for word, and goes again', async () => {
  const reference = `agent-oven-test/imported:${randomUUID().slice(0, 8)}`
  const odd = { ...labels, 'odd label': 'a "b" $HOME \\ c' }
  const image = await engine.importImage(reference, context({ 'file.txt': 'x' }), odd)
  expect(image.labels).toEqual(odd)
  await engine.removeImage(reference)
  expect(await engine.findImage(reference)).toBeNull()
})
