import { once } from 'node:events'
import { defineCommand } from '../command.ts'
import { onInterrupts } from '../interrupts.ts'
import { harmlessOutput } from '../print/plain-text.ts'
import { readNumber } from '../read-values.ts'

export const logs = defineCommand({
  summary: 'Prints the output of a run.',
  notes:
    'Into a file or a pipe it goes as it was printed; on a terminal, whatever is not text or colour is taken out.',
  arguments: [{ name: 'run', summary: 'its id, the beginning of it, or job#number', required: true }],
  options: {
    follow: { summary: 'go on as it grows, until the run ends', short: 'f' },
    from: { summary: 'begin at this byte; negative counts from the end', value: 'byte' },
  },
  need: (options) => (options.follow ? 'stays' : 'files'),
  examples: [
    ['oven runs logs nightly-review#47', 'the whole output'],
    ['oven runs logs -f nightly-review#48', 'follow a run'],
    ['oven runs logs --from=-4000 nightly-review#47', 'only the end'],
  ],
  async run({ arguments: [runId], options, json, out, connect }) {
    const from = readNumber('--from', options.from) ?? 0
    const { client } = await connect()
    const run = await client.runs.show({ runId: runId! })
    const stop = new AbortController()
    const stopListening = onInterrupts(() => stop.abort())
    const pieces: string[] = []
    let begin: number | null = null
    let end = 0
    try {
      const request = { runId: run.id, from, follow: options.follow ?? false }
      for await (const chunk of await client.runs.logs(request, { signal: stop.signal })) {
        begin ??= chunk.offset
        end = chunk.offset + chunk.bytes
        if (json) pieces.push(chunk.text)
        else out.write(out.isTerminal ? harmlessOutput(chunk.text) : chunk.text)
        // A slow reader holds the log back, instead of it piling up here.
        if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
      }
    } catch (error) {
      if (!stop.signal.aborted) throw error
    } finally {
      stopListening()
    }
    return { data: { runId: run.id, from: begin ?? 0, to: end, text: pieces.join('') } }
  },
})
