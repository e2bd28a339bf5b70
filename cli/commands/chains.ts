import type { ChainLink } from '../../contract/index.ts'
import { defineCommand } from '../command.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'
import { readNumber } from '../read-values.ts'

const causeWords: Record<NonNullable<ChainLink['cause']>, string> = {
  disabled: 'it was disabled',
  paused: 'all schedules were paused',
  overlap: 'a run of it had not finished',
  budget: 'its budget for the day was spent',
}

export const list = defineCommand({
  summary: 'Lists what followed the ends of runs: which run came of it, or why none did.',
  options: {
    job: { summary: 'only of this job, as the one that follows', value: 'id' },
    limit: { summary: 'at most so many (50)', value: 'number', short: 'n' },
  },
  need: 'files',
  examples: [
    ['oven chains list', 'of all jobs that follow others'],
    ['oven chains list --job deploy -n 5 --json', 'the newest five of one, for a program'],
  ],
  async run({ options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const { client } = await connect()
    const data = await client.chains.list({ jobId: options.job, ...(limit !== undefined && { limit }) })
    return {
      data,
      print(screen) {
        if (data.length === 0) return screen.line('No job has followed another.')
        printTable(screen, data, [
          { title: 'AT', value: ({ at }) => instant(at) },
          { title: 'AFTER', value: ({ parent }) => `${parent.jobId} #${parent.number}` },
          { title: 'ENDED', value: ({ parent }) => parent.outcome ?? '–' },
          { title: 'JOB', value: ({ jobId }) => jobId },
          {
            title: 'RUN OR REASON',
            value: ({ run, cause }) =>
              run ? `#${run.number} ${run.id}` : `skipped: ${cause ? causeWords[cause] : 'its run is gone'}`,
            colour: ({ run }) => (run ? 'green' : 'yellow'),
          },
        ])
      },
    }
  },
})
