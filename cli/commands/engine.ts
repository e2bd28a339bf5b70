import type { DiskShare } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { exitCodes } from '../failure.ts'
import { onInterrupts } from '../interrupts.ts'
import { plainLine } from '../print/plain-text.ts'
import { instant, size } from '../print/words.ts'

export const show = defineCommand({
  summary: 'Tells how the container engine fares, and how to start it.',
  need: 'engine',
  examples: [['oven engine show', 'which engine runs bake on']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.engine.show({ fresh: true })
    return {
      data,
      exitCode: data.state.status === 'up' ? exitCodes.done : exitCodes.noHost,
      print(screen) {
        const { state } = data
        if (state.status === 'up') {
          screen.line(`Docker ${state.version} (API ${state.apiVersion}) answers at ${state.endpoint}.`)
          screen.line(
            `${state.os} ${state.arch}, ${state.cpus} processors, ${size(state.memoryBytes)}; found by ${state.foundBy}.`,
          )
          return
        }
        screen.line(state.status === 'down' ? state.reason : 'The engine was not asked yet.')
        if (data.downSince) screen.line(`It does not answer since ${instant(data.downSince)}.`)
        const { description, command } = data.startHint
        screen.line(data.starter ? 'Start it with `oven engine start`.' : description)
        if (!data.starter && command) screen.line(`  ${command}`)
      },
    }
  },
})

export const disk = defineCommand({
  summary: 'Adds up what the oven takes up: its images, containers, volumes, logs and artifacts.',
  notes:
    'Nothing of anybody else’s on the same engine is counted. `oven clean --dry-run` tells what could go.',
  need: 'engine',
  examples: [['oven engine disk', 'see what takes up the disk']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.engine.disk()
    const share = (what: string, { count, bytes }: DiskShare) => `${what.padEnd(12)}${count}, ${size(bytes)}`
    return {
      data,
      print(screen) {
        if (data.engine) {
          screen.line(share('Images', data.engine.images))
          screen.line(share('Containers', data.engine.containers))
          screen.line(share('Volumes', data.engine.volumes))
        }
        screen.line(share('Logs', data.logs))
        screen.line(share('Artifacts', data.artifacts))
        screen.line(`${'History'.padEnd(12)}${size(data.databaseBytes)}`)
        if (data.freeBytes !== null) screen.line(`${'Free'.padEnd(12)}${size(data.freeBytes)}`)
        for (const sentence of data.troubles) screen.line(sentence)
      },
    }
  },
})

export const start = defineCommand({
  summary: 'Starts the container engine where the oven can (Colima on macOS).',
  need: 'engine',
  examples: [['oven engine start', 'bring the engine up']],
  async run({ err, connect }) {
    const { client } = await connect()
    const stop = new AbortController()
    const stopListening = onInterrupts(() => stop.abort())
    const output: string[] = []
    try {
      for await (const { text } of await client.engine.start(undefined, { signal: stop.signal })) {
        err.progress(plainLine(text))
        output.push(text)
      }
    } finally {
      err.progress('')
      stopListening()
    }
    return { data: { output }, print: (screen) => screen.line('The engine answers.') }
  },
})
