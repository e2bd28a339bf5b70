import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { defineCommand } from '../command.ts'
import { onInterrupts } from '../interrupts.ts'
import { plainLine } from '../print/plain-text.ts'
import { printTable } from '../print/table.ts'
import { instant, size } from '../print/words.ts'

const imageArgument = {
  name: 'image',
  summary: 'its name, as `oven images list` shows it',
  required: true,
} as const

export const list = defineCommand({
  summary: 'Lists the oven’s own images, and whether they are there.',
  need: 'engine',
  examples: [['oven images list', 'see what is built']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.images.list()
    return {
      data,
      print: (screen) =>
        printTable(screen, data, [
          { title: 'IMAGE', value: (image) => image.name },
          {
            title: 'STATE',
            value: (image) => (!image.present ? 'missing' : image.upToDate === false ? 'outdated' : 'ready'),
            colour: (image) => (!image.present ? 'red' : image.upToDate === false ? 'yellow' : 'green'),
          },
          { title: 'BUILT', value: (image) => instant(image.builtAt) },
          { title: 'SIZE', value: (image) => size(image.sizeBytes), right: true },
          { title: 'PURPOSE', value: (image) => image.purpose },
        ]),
    }
  },
})

export const build = defineCommand({
  summary: 'Builds one of the oven’s own images.',
  arguments: [imageArgument],
  options: {
    'no-cache': { summary: 'build every step anew' },
    'agent-pipeline': { summary: 'npm spec of agent-pipeline, or a tarball on the host', value: 'spec' },
    'claude-code': { summary: 'version of Claude Code', value: 'version' },
    'base-image': { summary: 'image to build on', value: 'image' },
    'extra-ca': { summary: 'certificate file to trust inside', value: 'file', multiple: true },
  },
  need: 'stays',
  examples: [
    ['oven images build agent-oven/pipeline-runner', 'build the image that pipelines run in'],
    [
      'oven images build agent-oven/pipeline-runner --agent-pipeline ./agent-pipeline-0.1.5.tgz',
      'with agent-pipeline from a tarball',
    ],
  ],
  async run({ arguments: [name], options, err, connect }) {
    const { client } = await connect()
    const stop = new AbortController()
    const stopListening = onInterrupts(() => stop.abort())
    const steps: string[] = []
    try {
      const progress = await client.images.build(
        {
          name: name!,
          noCache: options['no-cache'] ?? false,
          agentPipeline: onHost(options['agent-pipeline']),
          claudeCode: options['claude-code'],
          baseImage: options['base-image'],
          extraCa: options['extra-ca']?.map((path) => resolve(path)),
        },
        { signal: stop.signal },
      )
      for await (const { text, fraction } of progress) {
        const part = fraction === null ? '' : `${Math.round(fraction * 100)} % `
        err.progress(`${part}${plainLine(text)}`)
        steps.push(text)
      }
    } finally {
      err.progress('')
      stopListening()
    }
    const image = (await client.images.list()).find((each) => each.name === name) ?? null
    return {
      data: { image, output: steps },
      print: (screen) =>
        screen.line(image ? `${image.name} is ready (${size(image.sizeBytes)}).` : `${name} is ready.`),
    }
  },
})

export const remove = defineCommand({
  summary: 'Removes one of the oven’s own images. It is built again when a run needs it.',
  arguments: [imageArgument],
  need: 'engine',
  examples: [['oven images remove agent-oven/rehearsal', 'free its space']],
  async run({ arguments: [name], connect }) {
    const { client } = await connect()
    const data = await client.images.remove({ name: name! })
    return { data, print: (screen) => screen.line(`${data.removed} was removed.`) }
  },
})

/** The host has its own working folder: files are named from the root. */
function onHost(spec: string | undefined): string | undefined {
  return spec !== undefined && existsSync(spec) ? resolve(spec) : spec
}
