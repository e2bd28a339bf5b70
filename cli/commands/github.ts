import { defineCommand } from '../command.ts'
import { printTable } from '../print/table.ts'
import { instant } from '../print/words.ts'

export const status = defineCommand({
  summary:
    'The repositories about which GitHub is asked what happened: when, for which jobs, and what is wrong.',
  need: 'files',
  examples: [
    ['oven github status', 'when GitHub was asked last'],
    ['oven github status --json', 'for a program'],
  ],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.github.status()
    return {
      data,
      print: (screen) => {
        if (data.polls.length === 0) {
          screen.line('No job has GitHub asked what happened.')
          return
        }
        printTable(screen, data.polls, [
          { title: 'REPOSITORY', value: ({ repo }) => repo },
          { title: 'JOBS', value: ({ jobs }) => jobs.join(', ') },
          { title: 'ASKED', value: ({ lastAskedAt }) => (lastAskedAt ? instant(lastAskedAt) : 'not yet') },
          { title: 'NEXT', value: ({ nextAt }) => (nextAt ? instant(nextAt) : '–') },
        ])
        for (const { repo, problem, untold } of data.polls) {
          if (problem) {
            screen.line(`${screen.paint('red', '✗')} ${repo}: ${problem.message}`)
            if (problem.hint) screen.line(`  ${problem.hint}`)
          }
          if (untold.length > 0) {
            screen.line(`! ${repo}: only webhooks tell of ${untold.join(', ')}.`)
          }
        }
      },
    }
  },
})
