import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { defineCommand } from '../command.ts'
import { printTable } from '../print/table.ts'
import { size } from '../print/words.ts'

const runArgument = {
  name: 'run',
  summary: 'its id, the beginning of it, or job#number',
  required: true,
} as const

export const list = defineCommand({
  summary: 'Lists the files that were kept of a run.',
  arguments: [runArgument],
  need: 'files',
  examples: [['oven runs artifacts list nightly-review#47', 'what the run left']],
  async run({ arguments: [runId], connect }) {
    const { client } = await connect()
    const data = await client.runs.artifacts.list({ runId: runId! })
    return {
      data,
      print(screen) {
        if (data.length === 0) screen.line('Nothing was kept of this run.')
        else
          printTable(screen, data, [
            { title: 'SIZE', value: (file) => size(file.bytes), right: true },
            { title: 'FILE', value: (file) => file.path },
          ])
      },
    }
  },
})

export const get = defineCommand({
  summary: 'Writes a file that was kept of a run.',
  notes: 'To standard output, byte for byte, unless --output names a file.',
  arguments: [runArgument, { name: 'file', summary: 'its path, as listed', required: true }],
  options: { output: { summary: 'the file to write', value: 'path', short: 'o' } },
  need: 'files',
  examples: [
    ['oven runs artifacts get nightly-review#47 changes.diff', 'look at it'],
    ['oven runs artifacts get nightly-review#47 changes.bundle -o review.bundle', 'keep it'],
  ],
  async run({ arguments: [runId, path], options, json, connect }) {
    const { client } = await connect()
    const pieces = await client.runs.artifacts.get({ runId: runId!, path: path! })
    let file: ReturnType<typeof createWriteStream> | null = null
    let bytes = 0
    // Only once the first piece has come: a file of that name stays as it is when there is no such artifact.
    for await (const { base64 } of pieces) {
      const piece = Buffer.from(base64, 'base64')
      bytes += piece.length
      if (options.output) file ??= createWriteStream(options.output)
      const target = file ?? (json ? null : process.stdout)
      if (target && !target.write(piece)) await once(target, 'drain')
    }
    if (file) {
      file.end()
      await finished(file)
    }
    return {
      data: { path, bytes, output: options.output ?? null },
      print(screen) {
        if (options.output) screen.line(`${size(bytes)} written to ${options.output}.`)
      },
    }
  },
})
