import { defineCommand } from '../command.ts'
import { wrongUse } from '../failure.ts'
import { printJob } from '../print/job-lines.ts'
import { readJson, readSetting } from '../read-values.ts'

type Fields = Record<string, unknown>

export const update = defineCommand({
  summary: 'Changes fields of a job. A change never fires it.',
  notes:
    'A patch file holds top-level fields of the job; null takes a field away. --set reaches into fields by dots; a value that is JSON is read as JSON.',
  arguments: [{ name: 'job', summary: 'the id of the job', required: true }],
  options: {
    file: { summary: 'a patch as JSON, or - for standard input', value: 'file' },
    set: { summary: 'set one field', value: 'path=value', multiple: true },
    unset: { summary: 'take one field away', value: 'path', multiple: true },
  },
  need: 'files',
  examples: [
    ["oven jobs update nightly-review --set schedule.cron='0 3 * * *'", 'another time'],
    ['oven jobs update nightly-review --set resources.timeout=3600 --unset env.DEBUG', 'several at once'],
    ['oven jobs update nightly-review --file patch.json', 'from a file'],
  ],
  async run({ arguments: [id], options, connect }) {
    const settings = (options.set ?? []).map(readSetting)
    const removals = (options.unset ?? []).map((path) => path.split('.'))
    if (options.file === undefined && settings.length + removals.length === 0) {
      throw wrongUse('There is nothing to change.', 'Give --set, --unset or --file.')
    }
    const patch = options.file === undefined ? {} : asFields(await readJson(options.file), options.file)
    const { client } = await connect()
    const { job } = await client.jobs.show({ id: id! })
    const changed: Fields = { ...structuredClone(job), ...patch }
    for (const { path, value } of settings) setAt(changed, path, value)
    for (const path of removals) setAt(changed, path, undefined)
    const touched = new Set([
      ...Object.keys(patch),
      ...[...settings.map(({ path }) => path), ...removals].map((path) => path[0]!),
    ])
    const changes = Object.fromEntries(
      [...touched].map((key) => [key, changed[key] === undefined ? null : changed[key]]),
    )
    const data = await client.jobs.update({ id: id!, changes })
    return { data, print: (screen) => printJob(screen, data) }
  },
})

function asFields(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw wrongUse(`${where === '-' ? 'Standard input' : where} must hold an object with fields of the job.`)
}

function setAt(fields: Fields, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path
  if (!key || key === '__proto__') throw wrongUse(`"${path.join('.')}" does not name a field.`)
  if (rest.length === 0) {
    if (value === undefined) delete fields[key]
    else fields[key] = value
    return
  }
  const inner = fields[key]
  const next: Fields = typeof inner === 'object' && inner !== null ? (inner as Fields) : {}
  if (value === undefined && next !== inner) return
  fields[key] = next
  setAt(next, rest, value)
}
