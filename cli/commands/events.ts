import { once } from 'node:events'
import type { Change } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { onInterrupts } from '../interrupts.ts'
import { instant } from '../print/words.ts'

export const events = defineCommand({
  summary: 'Tells what happens in the oven, one line each: runs, slots, jobs, messages, warnings.',
  notes:
    'First the runs that are active. With --follow it goes on, until Ctrl-C or until the host goes. With --json each line is one JSON object. What happens while nobody follows is not told later: `oven runs list` and `oven slots list` know it.',
  options: { follow: { summary: 'go on as things happen', short: 'f' } },
  need: (options) => (options.follow ? 'stays' : 'files'),
  examples: [
    ['oven events -f', 'watch the oven work'],
    ['oven events -f --json | jq "select(.state == \\"finished\\")"', 'act on each run that ends'],
  ],
  async run({ options, json, out, connect }) {
    const { client } = await connect()
    const stop = new AbortController()
    const stopListening = onInterrupts(() => stop.abort())

    async function tell(change: Change): Promise<void> {
      const at = new Date().toISOString()
      if (json) process.stdout.write(`${JSON.stringify({ at, ...change })}\n`)
      else out.line([out.paint('dim', instant(at)), ...wordsOf(change)].join('  '))
      // A slow reader holds the stream back, instead of it piling up here.
      if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain')
    }

    async function tellActive(seq: number): Promise<void> {
      const states = ['queued', 'preparing', 'running', 'collecting'] as const
      const { runs } = await client.runs.list({ state: [...states], limit: 200 })
      for (const { id, jobId, state } of runs.reverse())
        await tell({ type: 'run', seq, runId: id, jobId, state })
    }

    try {
      if (!options.follow) await tellActive(0)
      else
        for await (const change of await client.changes.watch(undefined, { signal: stop.signal })) {
          // At the beginning, and again where this one was so slow that changes were left out.
          if (change.type === 'hello') await tellActive(change.seq)
          else await tell(change)
        }
    } catch (error) {
      if (!stop.signal.aborted) throw error
    } finally {
      stopListening()
    }
    return { data: undefined }
  },
})

/** A change as a few words, its kind first. */
function wordsOf(change: Change): string[] {
  switch (change.type) {
    case 'run':
      return ['run', change.state, change.jobId, change.runId]
    case 'job':
    case 'slot':
    case 'readiness':
      return [change.type, change.jobId]
    case 'call':
      return ['call', ...(change.jobId === null ? [] : [change.jobId])]
    case 'image':
      return ['image', change.image]
    case 'message':
      return ['message', change.channel]
    case 'warning':
      return ['warning', change.message]
    default:
      return [change.type]
  }
}
