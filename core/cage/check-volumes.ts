import type { EngineState } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { ContainerMount } from '../ports/engine.ts'
import type { HostPaths } from '../ports/host-paths.ts'
import { secretPlaces } from './secret-places.ts'
import { sightOf } from './visible-paths.ts'

export interface VolumeRules {
  paths: HostPaths
  homeDir: string
  /** Folders to mount from, of the settings: absolute, or below `~`. */
  allow: readonly string[]
  /** The oven's own folder, logins elsewhere, and the like. */
  secret: readonly string[]
  engine: Extract<EngineState, { status: 'up' }>
  platform: string
}

/**
 * The mounts of a docker job's `volumes`, with host paths followed through symbolic links to where they really lead.
 * Throws `volume-refused` when one is outside of what the settings allow, holds or lies in a place of secrets, is a
 * socket, or cannot be seen by the engine.
 */
export async function checkVolumes(
  volumes: readonly string[],
  rules: VolumeRules,
): Promise<ContainerMount[]> {
  return await Promise.all(
    volumes.map(async (volume) => {
      const [source = '', target = '', mode] = volume.split(':')
      const readOnly = mode === 'ro'
      if (!/^[/~]/.test(source)) {
        refuseOwnVolume(source)
        return { kind: 'volume', source, target, readOnly } as const
      }
      const path = await checkHostPath(source, rules)
      return { kind: 'bind', source: path, target, readOnly } as const
    }),
  )
}

/** Refuses a path of secrets, for whatever is to be mounted; answers where it really leads. */
export async function refuseSecretPlace(
  given: string,
  rules: Pick<VolumeRules, 'paths' | 'homeDir' | 'secret'>,
): Promise<{ path: string; kind: string | null }> {
  const { paths, homeDir } = rules
  const found = await paths.resolve(atHome(given, homeDir))
  if (found.kind === 'socket') {
    throw refused(given, found.path, 'it is a socket: who listens there would act for the container')
  }
  const secret = secretPlaces(homeDir, rules.secret)
  const real = await Promise.all(secret.map(async (path) => (await paths.resolve(path)).path))
  for (const place of new Set([...secret, ...real])) {
    if (isWithin(fold(found.path), fold(place))) {
      throw refused(given, found.path, `${place} is never shared with containers`)
    }
    if (isWithin(fold(place), fold(found.path))) {
      throw refused(
        given,
        found.path,
        `it holds ${place}, which is never shared with containers`,
        'Mount the folder in it that the job needs.',
      )
    }
  }
  return found
}

async function checkHostPath(given: string, rules: VolumeRules): Promise<string> {
  const { paths, homeDir, engine, platform } = rules
  const { path } = await refuseSecretPlace(given, rules)
  const allowed = await Promise.all(
    rules.allow.map(async (folder) => (await paths.resolve(atHome(folder, homeDir))).path),
  )
  if (!allowed.some((folder) => isWithin(path, folder))) {
    throw refused(
      given,
      path,
      `it is outside of what jobs may mount (${rules.allow.join(', ') || 'nothing'})`,
      'Add its folder to "volumes.allow" in the settings (config.json); a job cannot do that itself.',
    )
  }
  const sight = sightOf(engine, homeDir, platform)
  if (sight.folders) {
    const seen = await Promise.all(sight.folders.map(async (folder) => (await paths.resolve(folder)).path))
    if (!seen.some((folder) => isWithin(path, folder))) {
      throw refused(
        given,
        path,
        sight.folders.length === 0
          ? `${sight.engine} is on another machine and sees none of this one's folders`
          : `${sight.engine} does not see it and would mount an empty folder in its place`,
        sight.folders.length === 0
          ? 'Use a named volume.'
          : `Move it below ${sight.folders[0]}, or use a named volume.`,
      )
    }
  }
  return path
}

/** Volumes of runs and logins are the oven's own. */
function refuseOwnVolume(name: string): void {
  if (!/^(agent-)?oven-/i.test(name)) return
  throw new OvenError('volume-refused', `The volume "${name}" is one of the oven's own.`, {
    kind: 'INPUT_INVALID',
    hint: 'Use a name that does not begin with "oven-" or "agent-oven-".',
  })
}

function atHome(path: string, homeDir: string): string {
  return path === '~' ? homeDir : path.startsWith('~/') ? `${homeDir}${path.slice(1)}` : path
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** A Mac's disk takes `.SSH` for `.ssh`; elsewhere nobody misses it. */
function fold(path: string): string {
  return path.normalize('NFC').toLowerCase()
}

function refused(given: string, path: string, why: string, hint: string | null = null): OvenError {
  const leads = given === path || given.startsWith('~') ? '' : ` (it leads to ${path})`
  return new OvenError('volume-refused', `${given} cannot be mounted${leads}: ${why}.`, {
    kind: 'INPUT_INVALID',
    hint,
  })
}
