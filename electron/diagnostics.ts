import { readFile } from 'node:fs/promises'
import type { OvenClient } from './oven-glance.ts'

const LOG_LINES = 200

/** Values that must not leave this machine, in forms that are known by sight; the oven's own masking came before. */
const SECRET_SHAPES = [
  /\bgh[pousr]_[A-Za-z0-9]{20,}\b/g,
  /\bgithub_pat_[A-Za-z0-9_]{20,}\b/g,
  /\bsk-ant-[A-Za-z0-9_-]{10,}/g,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]+/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
]

/**
 * What helps to find a fault, as text to paste into a report: versions, how the oven stands, what needs the user, the end
 * of the host's log. Nothing of it is sent anywhere. The home folder becomes `~`; secrets were masked when the log was
 * written, and what looks like one is masked once more. Parts that cannot be read say so.
 */
export async function collectDiagnostics(options: {
  client: OvenClient | null
  failure: string | null
  versions: Record<string, string | undefined>
  logFile: string
  homeFolder: string
}): Promise<string> {
  const { client, failure, versions, logFile, homeFolder } = options
  const parts = [
    `Agent Oven diagnostics\n${Object.entries(versions)
      .map(([name, version]) => `${name}: ${version ?? 'unknown'}`)
      .join('\n')}`,
    failure === null ? null : `The oven could not start\n${failure}`,
    await part('Oven', async () => (client === null ? 'not running' : describeOven(client))),
    await part(`Last lines of the host’s log`, async () => lastLines(await readFile(logFile, 'utf8'))),
  ]
  return maskDiagnostics(`${parts.filter((text) => text !== null).join('\n\n')}\n`, homeFolder)
}

export function maskDiagnostics(text: string, homeFolder: string): string {
  const masked = SECRET_SHAPES.reduce((rest, shape) => rest.replace(shape, '***'), text)
  return homeFolder.length > 1 ? masked.replaceAll(homeFolder, '~') : masked
}

async function part(title: string, read: () => Promise<string>): Promise<string> {
  try {
    return `${title}\n${await read()}`
  } catch (error) {
    return `${title}\ncould not be read: ${(error as Error).message}`
  }
}

async function describeOven(client: OvenClient): Promise<string> {
  const [status, attention, { runs }, settings] = await Promise.all([
    client.status.show(),
    client.attention.list(),
    client.runs.list({ limit: 10 }),
    client.settings.show(),
  ])
  const changed = settings.fields.filter((field) => !field.isDefault).map(({ key }) => key)
  return [
    JSON.stringify({ engine: status.engine, counts: status.counts, pause: status.pause }),
    ...status.warnings.map((warning) => `warning: ${warning}`),
    ...settings.problems.map(({ field, message }) => `setting ${field}: ${message}`),
    `settings changed: ${changed.join(', ') || 'none'}`,
    ...attention.map(({ title }) => `needs attention: ${title}`),
    ...runs.map(
      ({ jobId, number, jobType, state, outcome, error }) =>
        `${jobId} #${number} (${jobType}): ${outcome ?? state}${error === null ? '' : `, ${error.code}`}`,
    ),
  ].join('\n')
}

function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}
