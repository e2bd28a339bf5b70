import { writeFileSync } from 'node:fs'
import { defineCommand } from '../command.ts'
import { Failure, wrongUse } from '../failure.ts'
import { printExposed } from '../print/job-lines.ts'
import { count } from '../print/words.ts'
import { readJson } from '../read-values.ts'

export const exportJobs = defineCommand({
  summary: 'Writes jobs as a jobs file, {"jobs": […]}, to standard output or a file.',
  arguments: [{ name: 'job', summary: 'ids of jobs; all when none is given', rest: true }],
  options: { output: { summary: 'write to this file instead', value: 'file', short: 'o' } },
  need: 'files',
  examples: [
    ['oven jobs export -o jobs.json', 'all jobs into a file'],
    ['oven jobs export nightly-review | ssh mini oven jobs import -', 'one job to another machine'],
  ],
  async run({ arguments: ids, options, err, connect }) {
    const { client } = await connect()
    const data = await client.jobs.export({ ids: ids.length > 0 ? ids : undefined })
    for (const view of await client.jobs.list()) {
      if (ids.length === 0 || ids.includes(view.job.id)) printExposed(err, view)
    }
    const text = `${JSON.stringify(data, null, 2)}\n`
    if (options.output) writeOut(options.output, text)
    const { output } = options
    return {
      data,
      print: (screen) =>
        output ? screen.line(`${count(data.jobs.length, 'job')} written to ${output}.`) : screen.write(text),
    }
  },
})

export const importJobs = defineCommand({
  summary: 'Takes in a jobs file: all of its jobs or, when one of them is wrong, none.',
  arguments: [{ name: 'file', summary: 'a jobs file, or - for standard input', required: true }],
  options: { replace: { summary: 'replace jobs whose id is taken' } },
  need: 'files',
  examples: [
    ['oven jobs import jobs.json', 'add the jobs of a file'],
    ['oven jobs import --replace jobs.json', 'and replace those that are there'],
  ],
  async run({ arguments: [path], options, connect }) {
    const read = await readJson(path!)
    const jobs = Array.isArray(read) ? read : (read as { jobs?: unknown } | null)?.jobs
    if (!Array.isArray(jobs)) throw wrongUse(`${path} is not a jobs file: {"jobs": […]}.`)
    const { client } = await connect()
    const data = await client.jobs.import({ file: { jobs }, replace: options.replace ?? false })
    return {
      data,
      print: (screen) =>
        screen.line(`${count(data.added.length, 'job')} added, ${data.replaced.length} replaced.`),
    }
  },
})

function writeOut(path: string, text: string): void {
  try {
    // Jobs may hold keys in their env.
    writeFileSync(path, text, { mode: 0o600 })
  } catch (error) {
    throw new Failure({
      exitCode: 1,
      code: 'FAILED',
      message: `${path} could not be written: ${(error as Error).message}.`,
      hint: 'Name another file with --output.',
    })
  }
}
