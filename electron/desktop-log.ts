import pino, { type Logger } from 'pino'
import { locateOvenHome } from '../adapters/files/oven-home.ts'
import { openHostLog } from '../server/host-log.ts'

export type DesktopLog = Logger

/**
 * The desktop's log: the same `logs/host.log` as the headless host's, so that there is one place to look. Where it
 * cannot be written, standard error alone; a log is no reason not to start.
 */
export function openDesktopLog({ isPackaged }: { isPackaged: boolean }): DesktopLog {
  try {
    return openHostLog({ file: locateOvenHome().hostLog, stderr: isPackaged ? null : process.stderr }).log
  } catch {
    return pino({ base: { pid: process.pid } }, pino.destination({ dest: 2, sync: true }))
  }
}
