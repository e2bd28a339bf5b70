import { defineCommand } from '../command.ts'
import { wrongUse } from '../failure.ts'
import { instant } from '../print/words.ts'

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

export const pause = defineCommand({
  summary: 'Pauses all schedules. What comes due meanwhile is skipped, and not made up for.',
  notes: 'Runs that are at work go on, and `oven run` still starts some. The pause holds over restarts.',
  options: {
    for: { summary: 'for so long: 30m, 1h, 2d', value: 'duration' },
    until: { summary: 'until then, or “tomorrow”: eight in the morning', value: 'time' },
  },
  need: 'files',
  examples: [
    ['oven pause --for 1h', 'for an hour'],
    ['oven pause --until tomorrow', 'until eight tomorrow morning'],
    ['oven pause --until 2026-12-27T09:00', 'over the holidays'],
    ['oven pause', 'until `oven resume`'],
  ],
  async run({ options, connect }) {
    if (options.for !== undefined && options.until !== undefined)
      throw wrongUse('--for and --until say the same thing; give one of them.')
    const until =
      options.for === undefined
        ? await readUntil(options.until)
        : new Date(Date.now() + readDuration(options.for))
    const { client } = await connect()
    const data = await client.schedule.pause({ until: until?.toISOString() ?? null })
    return {
      data,
      print: (screen) =>
        screen.line(
          data.until === null
            ? 'All schedules are paused until `oven resume`.'
            : `All schedules are paused until ${instant(data.until)}.`,
        ),
    }
  },
})

export const resume = defineCommand({
  summary: 'Lets schedules fire again. Nothing is made up for.',
  need: 'files',
  examples: [['oven resume', 'end a pause']],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.schedule.resume()
    return {
      data,
      print: (screen) => screen.line(data.resumed ? 'Schedules fire again.' : 'Schedules were not paused.'),
    }
  },
})

function readDuration(given: string): number {
  const found = /^(\d+)([mhdw])$/.exec(given)
  if (found === null || Number(found[1]) === 0)
    throw wrongUse(`--for must be a duration such as 30m, 1h or 2d; "${given}" is not.`)
  return Number(found[1]) * unitMs[found[2]!]!
}

async function readUntil(given: string | undefined): Promise<Date | null> {
  if (given === undefined) return null
  if (given === 'tomorrow') return (await import('../../contract/pause-until.ts')).tomorrowMorning(new Date())
  const at = /^\d{4}-\d{2}-\d{2}([T ]|$)/.test(given) ? new Date(given) : null
  if (at === null || Number.isNaN(at.getTime()))
    throw wrongUse(
      `--until must be “tomorrow” or a date and time such as 2026-12-27T09:00; "${given}" is neither.`,
    )
  return at
}
