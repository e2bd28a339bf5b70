import { defineCommand } from '../command.ts'
import { confirm } from '../confirm.ts'
import { wrongUse } from '../failure.ts'

const jobArgument = { name: 'job', summary: 'the id of the job', required: true } as const

export const remove = defineCommand({
  summary: 'Removes a job. Its past runs stay in the history.',
  arguments: [jobArgument],
  options: {
    yes: { summary: 'do not ask; needed where there is no terminal', short: 'y' },
    force: { summary: 'also while runs of it are active, or other jobs begin after it' },
  },
  need: 'files',
  examples: [
    ['oven jobs remove nightly-review', 'asks first'],
    ['oven jobs remove nightly-review --yes', 'does not ask'],
  ],
  async run({ arguments: [id], options, err, json, connect }) {
    if (!options.yes && (json || !process.stdin.isTTY || !err.isTerminal)) {
      throw wrongUse('Removing a job has to be confirmed.', 'Say it with --yes.')
    }
    const { client } = await connect()
    const { job } = await client.jobs.show({ id: id! })
    if (!options.yes && !(await confirm(`Remove "${job.name}" (${job.id})? [y/N] `))) {
      throw wrongUse('The job was not removed.')
    }
    const data = await client.jobs.remove({ id: id!, force: options.force ?? false })
    return { data, print: (screen) => screen.line(`${data.removed} was removed.`) }
  },
})

export const enable = defineCommand({
  summary: 'Lets a job run on its schedule. It fires at its next due moment, never at once.',
  arguments: [jobArgument],
  need: 'files',
  examples: [['oven jobs enable nightly-review', 'take it up again']],
  async run({ arguments: [id], connect }) {
    const { client } = await connect()
    const data = await client.jobs.enable({ id: id! })
    return { data, print: (screen) => screen.line(`${data.job.id} is enabled: ${data.scheduleText}.`) }
  },
})

export const disable = defineCommand({
  summary: 'Keeps a job from running on its schedule. It can still be run by hand.',
  arguments: [jobArgument],
  need: 'files',
  examples: [['oven jobs disable nightly-review', 'let it rest']],
  async run({ arguments: [id], connect }) {
    const { client } = await connect()
    const data = await client.jobs.disable({ id: id! })
    return { data, print: (screen) => screen.line(`${data.job.id} is disabled.`) }
  },
})
