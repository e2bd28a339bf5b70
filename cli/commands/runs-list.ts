import { Outcome, RunState, Trigger, Verdict } from '../choices.ts'
import { defineCommand } from '../command.ts'
import { printRuns } from '../print/run-lines.ts'
import { readInstant, readNumber } from '../read-values.ts'

export const list = defineCommand({
  summary: 'Lists runs, newest first.',
  options: {
    job: { summary: 'only of this job', value: 'id' },
    state: { summary: 'only in this state', value: 'state', multiple: true, choices: RunState },
    outcome: { summary: 'only with this outcome', value: 'outcome', multiple: true, choices: Outcome },
    verdict: { summary: 'only with this verdict', value: 'verdict', multiple: true, choices: Verdict },
    trigger: { summary: 'only started so', value: 'trigger', multiple: true, choices: Trigger },
    since: { summary: 'queued at or after: a date and time, or an age such as 90m, 12h, 7d', value: 'when' },
    until: { summary: 'queued before, written the same way', value: 'when' },
    text: { summary: 'only with this in job name, error, branch or commit', value: 'words' },
    limit: { summary: 'at most so many (50)', value: 'number', short: 'n' },
    cursor: { summary: 'go on where the page before ended', value: 'cursor' },
  },
  need: 'files',
  examples: [
    ['oven runs list -n 10', 'the last ten runs'],
    ['oven runs list --job nightly-review --outcome failed --since 7d', 'what failed in the last week'],
    ["oven runs list --json | jq '.runs[].costUsd'", 'what each run cost'],
  ],
  async run({ options, connect }) {
    const limit = readNumber('--limit', options.limit)
    const since = readInstant('--since', options.since)
    const until = readInstant('--until', options.until)
    const { client } = await connect()
    const data = await client.runs.list({
      jobId: options.job,
      state: options.state as RunState[] | undefined,
      outcome: options.outcome as Outcome[] | undefined,
      verdict: options.verdict as Verdict[] | undefined,
      trigger: options.trigger as Trigger[] | undefined,
      since,
      until,
      text: options.text,
      cursor: options.cursor,
      ...(limit !== undefined && { limit }),
    })
    return {
      data,
      print(screen) {
        if (data.runs.length === 0) return screen.line('No runs.')
        printRuns(screen, data.runs)
        if (data.next) screen.line(screen.paint('dim', `More: --cursor ${data.next}`))
      },
    }
  },
})
