import { defineCommand } from '../command.ts'
import { printTable } from '../print/table.ts'
import { cost, duration, instant } from '../print/words.ts'
import { readNumber } from '../read-values.ts'

export const days = defineCommand({
  summary: 'Says day by day how many runs there were, how they ended, how long they took and what they cost.',
  options: {
    days: { summary: 'so many days up to today (14)', value: 'number', short: 'n' },
    job: { summary: 'only of this job', value: 'id' },
  },
  need: 'files',
  examples: [['oven stats days -n 30', 'the last month']],
  async run({ options, connect }) {
    const days = readNumber('--days', options.days)
    const { client } = await connect()
    const data = await client.stats.days({ ...(days !== undefined && { days }), jobId: options.job })
    return {
      data,
      print: (screen) =>
        printTable(screen, data, [
          { title: 'DAY', value: (day) => day.date },
          { title: 'RUNS', value: (day) => String(day.runs) },
          { title: 'SUCCEEDED', value: (day) => String(day.outcomes.succeeded) },
          { title: 'ACTIVE', value: (day) => String(day.active) },
          { title: 'TIME', value: (day) => (day.durationMs === 0 ? '–' : duration(day.durationMs)) },
          { title: 'COST', value: (day) => (day.costUsd === 0 ? '–' : cost(day.costUsd)) },
        ]),
    }
  },
})

export const jobs = defineCommand({
  summary: 'Lists the newest runs of each job, as their outcomes, oldest first.',
  options: { limit: { summary: 'at most so many of each job (20)', value: 'number', short: 'n' } },
  need: 'files',
  examples: [['oven stats jobs', 'how every job has been doing']],
  async run({ options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const { client } = await connect()
    const data = await client.stats.jobs({ ...(limit !== undefined && { limit }) })
    return {
      data,
      print(screen) {
        if (data.length === 0) return screen.line('No jobs.')
        printTable(screen, data, [
          { title: 'JOB', value: ({ jobId }) => jobId },
          {
            title: 'RUNS',
            value: ({ runs }) => runs.map((run) => run.outcome ?? run.state).join(' ') || '–',
          },
        ])
      },
    }
  },
})

export const job = defineCommand({
  summary: 'Says what the newest finished runs of a job come to.',
  arguments: [{ name: 'job', summary: 'the id of a job', required: true }],
  options: { limit: { summary: 'look at so many runs (100)', value: 'number', short: 'n' } },
  need: 'files',
  examples: [['oven stats job nightly-review', 'how long it takes and what it costs']],
  async run({ arguments: [id = ''], options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const { client } = await connect()
    const data = await client.stats.job({ id, ...(limit !== undefined && { limit }) })
    return {
      data,
      print(screen) {
        const { totals } = data
        if (totals.runs === 0) return screen.line('No run of it has finished.')
        const rate = totals.successRate === null ? '–' : `${Math.round(totals.successRate * 100)} %`
        screen.line(`${totals.runs} runs since ${instant(data.runs[0]!.queuedAt)}, ${rate} succeeded`)
        if (totals.medianMs !== null && totals.p95Ms !== null) {
          screen.line(`half within ${duration(totals.medianMs)}, 95 of 100 within ${duration(totals.p95Ms)}`)
        }
        if (totals.costUsd > 0) screen.line(`${cost(totals.costUsd)} together`)
      },
    }
  },
})
