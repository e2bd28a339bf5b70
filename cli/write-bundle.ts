import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describeOven, lastLines, maskDiagnostics } from '../contract/diagnostics-text.ts'
import type { CheckResult } from '../contract/index.ts'
import type { Connection } from './connect.ts'

/**
 * Writes into a file of this user's alone what helps to find a fault: versions, the checks, how the oven stands, the end of
 * the host's log. Secrets were masked when the log was written; what looks like one is masked once more.
 */
export async function writeBundle(options: {
  file: string
  /** The oven's. */
  folder: string
  client: Connection['client']
  checks: readonly CheckResult[]
}): Promise<void> {
  const { file, folder, client, checks } = options
  const { version, hostKind } = await client.status.show()
  const log = await readFile(join(folder, 'logs', 'host.log'), 'utf8').catch(
    (error: Error) => `could not be read: ${error.message}`,
  )
  const parts = [
    `Agent Oven diagnostics\nAgent Oven: ${version}, ${hostKind}\nsystem: ${process.platform} ${process.arch}\nNode: ${process.versions.node}`,
    `Checks\n${checks.map(({ title, passed, description }) => `${passed === null ? '?' : passed ? 'ok' : 'FAILED'} ${title}: ${description}`).join('\n')}`,
    `Oven\n${await describeOven(client)}`,
    `Last lines of the host’s log\n${lastLines(log)}`,
  ]
  await writeFile(file, maskDiagnostics(`${parts.join('\n\n')}\n`, homedir()), { mode: 0o600 })
}
