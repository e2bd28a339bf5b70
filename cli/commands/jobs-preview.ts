import { defineCommand } from '../command.ts'
import type { OvenClient } from '../connect.ts'
import { wrongUse } from '../failure.ts'
import { instant } from '../print/words.ts'
import { readInstant, readNumber } from '../read-values.ts'

type Schedule = NonNullable<Parameters<OvenClient['jobs']['preview']>[0]['schedule']>

export const preview = defineCommand({
  summary: 'Shows the next moments at which a job, or a schedule that is not saved yet, is due.',
  arguments: [{ name: 'job', summary: 'the id of a job; or give --cron' }],
  options: {
    cron: { summary: 'a cron expression instead of a job', value: 'expression' },
    timezone: { summary: 'IANA time zone to read it in', value: 'zone' },
    from: { summary: 'begin at this date and time', value: 'when' },
    count: { summary: 'so many moments (5)', value: 'number', short: 'n' },
  },
  need: 'files',
  examples: [
    ['oven jobs preview nightly-review', 'the next five of a job'],
    ["oven jobs preview --cron '0 2 * * 1-5' --timezone Europe/Berlin -n 10", 'try a schedule out'],
  ],
  async run({ arguments: [id], options, connect }) {
    if ((id === undefined) === (options.cron === undefined)) {
      throw wrongUse('Give either a job or --cron.', '`oven jobs preview --help` shows both.')
    }
    const count = readNumber('--count', options.count)
    const from = readInstant('--from', options.from)
    const schedule: Schedule | undefined =
      options.cron === undefined ? undefined : { type: 'cron', cron: options.cron }
    const { client } = await connect()
    const { text, timezone, due } = await client.jobs.preview({
      id,
      schedule,
      timezone: options.timezone,
      from,
      ...(count !== undefined && { count }),
    })
    return {
      data: due,
      print(screen) {
        screen.line(`${text} (${timezone})`)
        for (const { dueAt } of due) screen.line(`  ${instant(dueAt)}`)
        if (due.length === 0) screen.line('  never')
      },
    }
  },
})
