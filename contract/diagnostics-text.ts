import type { ContractRouterClient } from '@orpc/contract'
import type { contract } from './index.ts'

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

/** Takes out what looks like a secret; the home folder becomes `~`. */
export function maskDiagnostics(text: string, homeFolder: string): string {
  const masked = SECRET_SHAPES.reduce((rest, shape) => rest.replace(shape, '***'), text)
  return homeFolder.length > 1 ? masked.replaceAll(homeFolder, '~') : masked
}

/** How an oven stands, for a report of a fault: its engine, counts, warnings, what needs the user, the newest runs. */
export async function describeOven(client: ContractRouterClient<typeof contract>): Promise<string> {
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

/** The end of a log. */
export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}
