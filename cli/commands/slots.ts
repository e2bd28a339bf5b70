import { SlotState } from '../choices.ts'
import { defineCommand } from '../command.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'
import { readInstant, readNumber } from '../read-values.ts'

export const list = defineCommand({
  summary: 'Lists the moments at which jobs were due, and what became of each.',
  options: {
    job: { summary: 'only of this job', value: 'id' },
    state: { summary: 'only in this state', value: 'state', multiple: true, choices: SlotState },
    since: { summary: 'due at or after: a date and time, or an age such as 12h, 7d', value: 'when' },
    until: { summary: 'due before, written the same way', value: 'when' },
    limit: { summary: 'at most so many (200)', value: 'number', short: 'n' },
  },
  need: 'files',
  examples: [
    ['oven slots list --since 24h', 'the last day'],
    ['oven slots list --state missed --state skipped', 'what did not run, and why'],
  ],
  async run({ options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const since = readInstant('--since', options.since)
    const until = readInstant('--until', options.until)
    const { client } = await connect()
    const data = await client.slots.list({
      jobId: options.job,
      state: options.state as SlotState[] | undefined,
      since,
      until,
      ...(limit !== undefined && { limit }),
    })
    return {
      data,
      print(screen) {
        if (data.length === 0) return screen.line('No slots.')
        printTable(screen, data, [
          { title: 'DUE', value: (slot) => instant(slot.dueAt) },
          { title: 'JOB', value: (slot) => slot.jobId },
          {
            title: 'STATE',
            value: (slot) => slot.state,
            colour: (slot) => (slot.state === 'ran' ? 'green' : slot.state === 'missed' ? 'red' : 'yellow'),
          },
          { title: 'CAUSE', value: (slot) => slot.cause ?? '–' },
          { title: 'RUN', value: (slot) => slot.runId ?? '–' },
        ])
      },
    }
  },
})

export const upcoming = defineCommand({
  summary: 'Lists what is due next, soonest first.',
  arguments: [{ name: 'job', summary: 'only of this job' }],
  options: {
    limit: { summary: 'at most so many (20)', value: 'number', short: 'n' },
  },
  need: 'files',
  examples: [['oven slots upcoming -n 5', 'the next five']],
  async run({ arguments: [jobId], options, connect }) {
    const limit = readNumber('--limit', options.limit) ?? 20
    const { client } = await connect()
    const data = await client.slots.upcoming({ jobId, limit })
    return {
      data,
      print(screen) {
        if (data.length === 0) return screen.line('Nothing is due.')
        printTable(screen, data, [
          { title: 'DUE', value: (moment) => instant(moment.dueAt) },
          { title: 'JOB', value: (moment) => moment.jobId },
        ])
      },
    }
  },
})
