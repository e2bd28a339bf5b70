import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { launchdPlist } from './launchd-plist.ts'
import { systemdUnit } from './systemd-unit.ts'

/** What the service starts, and with which surroundings. */
export interface ServiceHost {
  /** The program and its arguments; the first is an absolute path. */
  command: readonly string[]
  /** PATH as it is now, so that the service finds git, gh and docker as this terminal does; and the oven's folder. */
  environment: Readonly<Record<string, string>>
  logFile: string
}

export interface ServicePlan {
  manager: 'launchd' | 'systemd'
  /** What the service manager calls it. */
  name: string
  file: string
  content: string
  install: readonly (readonly string[])[]
  uninstall: readonly (readonly string[])[]
  /** Ends with 0 while the service runs. */
  status: readonly string[]
}

const LABEL = 'dev.agent-oven.host'

/**
 * How the headless host is made a service of this user: an agent of launchd on macOS, a user unit of systemd on Linux. An
 * oven in another folder than the usual one gets a service of its own. Null on other systems.
 */
export function planService(options: {
  platform: string
  homeFolder: string
  userId: number
  /** The oven's folder, and whether it is the usual one. */
  oven: { folder: string; isUsual: boolean }
  host: ServiceHost
}): ServicePlan | null {
  const { platform, homeFolder, userId, oven, host } = options
  const mark = oven.isUsual ? '' : createHash('sha256').update(oven.folder).digest('hex').slice(0, 8)
  if (platform === 'darwin') {
    const label = mark === '' ? LABEL : `${LABEL}.${mark}`
    const file = join(homeFolder, 'Library/LaunchAgents', `${label}.plist`)
    const domain = `gui/${userId}`
    return {
      manager: 'launchd',
      name: label,
      file,
      content: launchdPlist({ label, ...host }),
      install: [['launchctl', 'bootstrap', domain, file]],
      uninstall: [['launchctl', 'bootout', `${domain}/${label}`]],
      status: ['launchctl', 'print', `${domain}/${label}`],
    }
  }
  if (platform !== 'linux') return null
  const unit = mark === '' ? 'agent-oven.service' : `agent-oven-${mark}.service`
  const file = join(homeFolder, '.config/systemd/user', unit)
  return {
    manager: 'systemd',
    name: unit,
    file,
    content: systemdUnit(host),
    install: [
      ['systemctl', '--user', 'daemon-reload'],
      ['systemctl', '--user', 'enable', '--now', unit],
    ],
    uninstall: [['systemctl', '--user', 'disable', '--now', unit]],
    status: ['systemctl', '--user', 'is-active', unit],
  }
}
