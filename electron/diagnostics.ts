import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeOven, lastLines, maskDiagnostics } from '../contract/diagnostics-text.ts'
import type { OvenClient } from './oven-glance.ts'

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
  crashFolder: string
  homeFolder: string
}): Promise<string> {
  const { client, failure, versions, logFile, crashFolder, homeFolder } = options
  const parts = [
    `Agent Oven diagnostics\n${Object.entries(versions)
      .map(([name, version]) => `${name}: ${version ?? 'unknown'}`)
      .join('\n')}`,
    failure === null ? null : `The oven could not start\n${failure}`,
    await part('Oven', async () => (client === null ? 'not running' : describeOven(client))),
    await part('Reports of crashes', () => describeCrashes(crashFolder)),
    await part(`Last lines of the host’s log`, async () => lastLines(await readFile(logFile, 'utf8'))),
  ]
  return maskDiagnostics(`${parts.filter((text) => text !== null).join('\n\n')}\n`, homeFolder)
}

async function part(title: string, read: () => Promise<string>): Promise<string> {
  try {
    return `${title}\n${await read()}`
  } catch (error) {
    return `${title}\ncould not be read: ${(error as Error).message}`
  }
}

/** How many minidumps Crashpad keeps below `folder`, and since when; they hold memory, so they are only named. */
async function describeCrashes(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const dumps = names.filter((name) => name.endsWith('.dmp'))
  if (dumps.length === 0) return 'none'
  const times = await Promise.all(dumps.map(async (name) => (await stat(join(folder, name))).mtimeMs))
  return `${dumps.length} in ${folder}, the newest of ${new Date(Math.max(...times)).toISOString()}`
}
