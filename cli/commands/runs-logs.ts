import { once } from 'node:events'
import { defineCommand } from '../command.ts'
import { onInterrupts } from '../interrupts.ts'
import { harmlessOutput } from '../print/plain-text.ts'
import { readNumber } from '../read-values.ts'
import { searchLog } from '../search-log.ts'

export const logs = defineCommand({
  summary: 'Prints the output of a run.',
  notes:
    'Into a file or a pipe it goes as it was printed; on a terminal, whatever is not text or colour is taken out.',
  arguments: [{ name: 'run', summary: 'its id, the beginning of it, or job#number', required: true }],
  options: {
    follow: { summary: 'go on as it grows, until the run ends', short: 'f' },
    from: { summary: 'begin at this byte; negative counts from the end', value: 'byte' },
    search: { summary: 'only lines that hold this text, each after the byte it begins at', value: 'text' },
    'match-case': { summary: 'with --search: tell capitals apart' },
  },
  need: (options) => (options.follow ? 'stays' : 'files'),
  examples: [
    ['oven runs logs nightly-review#47', 'the whole output'],
    ['oven runs logs -f nightly-review#48', 'follow a run'],
    ['oven runs logs --from=-4000 nightly-review#47', 'only the end'],
    ['oven runs logs --search error nightly-review#47', 'only what went wrong; exit code 1 when nothing did'],
  ],
  async run({ arguments: [runId], options, json, out, err, connect }) {
    const from = readNumber('--from', options.from) ?? 0
    const { client } = await connect()
    const run = await client.runs.show({ runId: runId! })
    if (options.search) {
      const query = { runId: run.id, text: options.search, matchCase: options['match-case'] ?? false }
      const found = await searchLog(client, query, out)
      if (found.isCut)
        err.line(`These are the first ${found.lines.length} lines; it was found ${found.count} times.`)
      return { data: { runId: run.id, ...found }, exitCode: found.count > 0 ? 0 : 1 }
    }
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
