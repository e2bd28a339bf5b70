import type { EngineState } from '../../contract/index.ts'

/** Which of this machine's folders an engine shares. `null`: all of them. */
export interface Sight {
  folders: string[] | null
  /** As in "Colima sees …". */
  engine: string
}

/**
 * What an engine sees of this machine by its default settings. One on another machine sees nothing; one in a virtual
 * machine sees what is shared with that, and would mount an empty folder, or one of its own, for the rest.
 */
export function sightOf(
  engine: Extract<EngineState, { status: 'up' }>,
  homeDir: string,
  platform: string,
): Sight {
  const { endpoint, foundBy } = engine
  const where = `${endpoint} ${foundBy}`
  if (/^(tcp|https?|ssh):/.test(endpoint)) {
    const isHere = /^\w+:\/\/([^@/]*@)?(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(endpoint)
    return { folders: isHere ? null : [], engine: `The engine at ${endpoint}` }
  }
  if (/[/.]colima/i.test(where)) return { folders: [homeDir, '/tmp/colima'], engine: 'Colima' }
  if (/[/.]lima\//i.test(where)) return { folders: [homeDir, '/tmp/lima'], engine: 'Lima' }
  if (/\/\.rd\/|rancher-desktop/i.test(where)) {
    return {
      folders: [homeDir, '/Volumes', '/var/folders', '/private/var/folders', '/tmp/rancher-desktop'],
      engine: 'Rancher Desktop',
    }
  }
  if (/orbstack/i.test(where)) return { folders: null, engine: 'OrbStack' }
  if (platform !== 'darwin') return { folders: null, engine: 'The engine' }
  if (/podman/i.test(where)) {
    return { folders: ['/Users', '/private', '/var/folders'], engine: 'Podman' }
  }
  return { folders: ['/Users', '/Volumes', '/private', '/tmp', '/var/folders'], engine: 'Docker Desktop' }
}
