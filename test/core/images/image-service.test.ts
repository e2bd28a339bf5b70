import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { OvenError } from '../../../core/errors.ts'
import { createImageService } from '../../../core/images/image-service.ts'
import type { ContextAdditions } from '../../../core/ports/image-sources.ts'
import { createFakeEngine } from './fake-engine.ts'

function setUp(options: Parameters<typeof createFakeEngine>[0] = {}) {
  const fake = createFakeEngine(options)
  const sources = new Map<string, string>()
  const packed: ContextAdditions[] = []
  const bases: string[] = []
  const changed: string[] = []
  const service = createImageService({
    engine: fake.engine,
    sources: {
      hash: async (definition) => sources.get(definition.folder) ?? 'first',
      async pack(_, additions) {
        packed.push(additions)
        return Readable.from([])
      },
    },
    bases: { ensure: async (reference) => void bases.push(reference) },
    installId: 'this-install',
    changes: { emit: (change) => changed.push(change.type === 'image' ? change.image : change.type) },
  })
  return { ...fake, service, sources, packed, bases, changed }
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('lists the images a user may know, with what is known of each', async () => {
  const { service, add } = setUp()
  add('agent-oven/base-tasks', { 'agent-oven.sources': 'first' })
  add('agent-oven/rehearsal', { 'agent-oven.sources': 'older' })
  add('agent-oven/pipeline-runner')
  const listed = (await service.list()).map(({ name, present, upToDate }) => [name, present, upToDate])
  expect(listed).toEqual([
    ['agent-oven/pipeline-runner', true, null],
    ['agent-oven/rehearsal', true, false],
    ['agent-oven/base-tasks', true, true],
    ['agent-oven/node-tasks', false, null],
    ['agent-oven/python-tasks', false, null],
    ['agent-oven/egress-proxy', false, null],
  ])
})

test('an image is out of date when the one it stands on is', async () => {
  const { service, sources } = setUp()
  await service.ensure('agent-oven/node-tasks', {})
  expect((await service.list()).find((image) => image.name === 'agent-oven/node-tasks')?.upToDate).toBe(true)
  sources.set('base-tasks', 'second')
  expect((await service.list()).find((image) => image.name === 'agent-oven/node-tasks')?.upToDate).toBe(false)
})

test('builds what an image stands on first, and the base image below all', async () => {
  const { service, builds, bases, changed } = setUp()
  await service.ensure('agent-oven/rehearsal', {})
  expect(builds.map(({ tag, target, buildArgs }) => [tag, target, buildArgs.BASE_IMAGE])).toEqual([
    ['agent-oven/runner-tools:latest', 'tools', 'node:24-trixie-slim'],
    ['agent-oven/rehearsal:latest', undefined, 'agent-oven/runner-tools'],
  ])
  expect(bases).toEqual(['node:24-trixie-slim'])
  expect(changed).toEqual(['agent-oven/runner-tools', 'agent-oven/rehearsal'])
})

test('does not build an image that is there and up to date, nor one built by hand', async () => {
  const { service, add, builds } = setUp()
  const byHand = add('agent-oven/pipeline-runner')
  expect(await service.ensure('agent-oven/pipeline-runner:latest', {})).toBe(byHand)
  await service.ensure('agent-oven/base-tasks', {})
  await service.ensure('agent-oven/base-tasks', {})
  expect(builds).toHaveLength(1)
})

test('builds an image of older sources again, as it was asked for then', async () => {
  const { service, sources, builds, packed } = setUp()
  const wishes = {
    agentPipeline: '/tmp/agent-pipeline-0.1.5.tgz',
    claudeCode: '2.1.300',
    extraCa: ['/ca.crt'],
  }
  await collect(service.build({ name: 'pipeline-runner', noCache: true, ...wishes }))
  sources.set('pipeline-runner', 'second')
  await service.ensure('agent-oven/pipeline-runner', {})
  expect(builds.map(({ noCache, buildArgs }) => [noCache, buildArgs])).toEqual(
    [true, undefined].map((noCache) => [
      noCache,
      {
        AGENT_PIPELINE: 'agent-pipeline-0.1.5.tgz',
        CLAUDE_CODE: '2.1.300',
        BASE_IMAGE: 'node:24-trixie-slim',
      },
    ]),
  )
  expect(packed).toEqual(
    [1, 2].map(() => ({ extraCa: ['/ca.crt'], tarball: '/tmp/agent-pipeline-0.1.5.tgz' })),
  )
})

test('an older image serves when it cannot be built again', async () => {
  const { service, add } = setUp({
    build: async () => {
      throw new OvenError('image-build-failed', 'No space left on the disk.')
    },
  })
  const old = add('agent-oven/base-tasks', { 'agent-oven.sources': 'older' })
  const said: string[] = []
  expect(await service.ensure('agent-oven/base-tasks', { onProgress: (text) => said.push(text) })).toBe(old)
  expect(said.at(-1)).toBe(
    'It could not be built again, so the older one is used: No space left on the disk.',
  )
})

test('pulls images that are not its own, once', async () => {
  const { service, pulls } = setUp()
  await service.ensure('alpine:3.22', {})
  await service.ensure('alpine:3.22', {})
  await service.ensure('rehearsal', {})
  expect(pulls).toEqual(['alpine:3.22', 'rehearsal'])
})

test('callers of one image share its build, and all hear of it', async () => {
  const go = Promise.withResolvers<void>()
  const { service, builds } = setUp({
    async build(_, { onProgress }) {
      await go.promise
      onProgress?.({ text: '\u001b[91mStep 1/2 : FROM x\u001b[0m\n', fraction: 0.5 })
      onProgress?.({ text: '\u001b[0m', fraction: 0.5 })
    },
  })
  const heard: string[] = []
  const first = collect(service.build({ name: 'base-tasks' }))
  const second = service.ensure('agent-oven/base-tasks', { onProgress: (text) => heard.push(text) })
  go.resolve()
  const [progress, image] = await Promise.all([first, second])
  expect(builds).toHaveLength(1)
  expect(heard).toEqual(['Step 1/2 : FROM x'])
  expect(progress).toEqual([
    { image: 'agent-oven/base-tasks', text: 'Step 1/2 : FROM x', fraction: 0.5, done: false },
    { image: 'agent-oven/base-tasks', text: expect.stringMatching(/^Built /), fraction: 1, done: true },
  ])
  expect(image.labels['agent-oven.sources']).toBe('first')
})

test('a build goes on while one caller is left, and is given up with the last', async () => {
  let aborted = 0
  const begun = Promise.withResolvers<void>()
  const { service } = setUp({
    build: (_, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          aborted += 1
          reject(signal.reason)
        })
        begun.resolve()
      }),
  })
  const one = new AbortController()
  const two = new AbortController()
  const first = service.ensure('agent-oven/base-tasks', { signal: one.signal })
  const second = service.ensure('agent-oven/base-tasks', { signal: two.signal })
  await begun.promise
  one.abort(new Error('gone one'))
  await expect(first).rejects.toThrow('gone one')
  expect(aborted).toBe(0)
  two.abort(new Error('gone two'))
  await expect(second).rejects.toThrow('gone two')
  expect(aborted).toBe(1)
})

test("tries once more on the host's network when a build reaches nothing", async () => {
  const { service, builds } = setUp({
    async build({ networkMode }, { onProgress }) {
      if (networkMode === 'host') return
      onProgress?.({ text: "Temporary failure resolving 'deb.debian.org'", fraction: null })
      throw new OvenError('image-build-failed', 'The step apt-get failed.')
    },
  })
  await service.ensure('agent-oven/base-tasks', {})
  expect(builds.map((request) => request.networkMode)).toEqual([undefined, 'host'])
})

test('says what to do when agent-pipeline cannot be had', async () => {
  const { service } = setUp({
    async build(_, { onProgress }) {
      onProgress?.({ text: "agent-pipeline could not be had as 'agent-pipeline@9'", fraction: null })
      throw new OvenError('image-build-failed', 'The step npm failed.')
    },
  })
  await expect(
    collect(service.build({ name: 'pipeline-runner', agentPipeline: 'agent-pipeline@9' })),
  ).rejects.toMatchObject({
    code: 'agent-pipeline-missing',
    message: expect.stringContaining('"agent-pipeline@9"'),
    hint: expect.stringContaining('--agent-pipeline'),
  })
})

test("another failure of that image is not taken for it, though the step's text names it", async () => {
  const { service } = setUp({
    async build(_, { onProgress }) {
      onProgress?.({
        text: `Step 14 : RUN echo "agent-pipeline could not be had as '\${AGENT_PIPELINE}'"`,
        fraction: null,
      })
      throw new OvenError('image-build-failed', 'No space left.')
    },
  })
  await expect(collect(service.build({ name: 'pipeline-runner' }))).rejects.toMatchObject({
    code: 'image-build-failed',
  })
})

test('removes its own images only', async () => {
  const { service, add } = setUp()
  add('agent-oven/rehearsal')
  expect(await service.remove('rehearsal')).toEqual({ removed: 'agent-oven/rehearsal' })
  await expect(service.remove('rehearsal')).rejects.toMatchObject({ kind: 'NOT_FOUND' })
  await expect(service.remove('alpine')).rejects.toMatchObject({
    kind: 'NOT_FOUND',
    hint: expect.stringContaining('rehearsal'),
  })
})
