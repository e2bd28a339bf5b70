import { defineCommand } from '../command.ts'
import { printJob, printJobs } from '../print/job-lines.ts'

export const list = defineCommand({
  summary: 'Lists all jobs: when each is due next, and how its last run ended.',
  need: 'files',
  examples: [
    ['oven jobs list', 'all jobs'],
    ["oven jobs list --json | jq -r '.[].job.id'", 'only their ids'],
  ],
  async run({ connect }) {
    const { client } = await connect()
    const data = await client.jobs.list()
    return {
      data,
      print(screen) {
        if (data.length > 0) printJobs(screen, data)
        else screen.line('There are no jobs yet. `oven jobs add --help` shows how to add one.')
      },
    }
  },
})

export const show = defineCommand({
  summary: 'Shows one job: its text, when it is due next, and how its last run ended.',
  arguments: [{ name: 'job', summary: 'the id of the job', required: true }],
  need: 'files',
  examples: [
    ['oven jobs show nightly-review', 'one job'],
    ['oven jobs show nightly-review --json | jq .job > job.json', 'its text alone, to edit'],
  ],
  async run({ arguments: [id], connect }) {
    const { client } = await connect()
    const data = await client.jobs.show({ id: id! })
    return { data, print: (screen) => printJob(screen, data) }
  },
})
