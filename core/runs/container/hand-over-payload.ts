import { OvenError } from '../../errors.ts'
import type { ContainerSpec, Engine } from '../../ports/engine.ts'
import { labelsOf, volumeOf } from './run-container.ts'

/** Where a run finds the data it was called with, unless the job has mounted something of its own there. */
const FOLDER = '/workspace/.oven'
const OTHER_FOLDER = '/agent-oven'
const FILE = 'payload.json'

/** The run's data and the volume in which it is handed over. */
export interface HandedPayload {
  volume: string
  folder: string
  body: Buffer
}

/** The volume of a run's data. It goes with the run. */
export function payloadVolumeOf(installId: string, runId: string): string {
  return `${volumeOf(installId, runId)}-data`
}

/**
 * A container that is to find the data its run was called with as a file: `OVEN_PAYLOAD` says where it is. Nothing of it
 * stands in the container's configuration, its arguments or its environment.
 */
export function withPayload(
  spec: ContainerSpec,
  body: Uint8Array,
  { installId, runId }: { installId: string; runId: string },
): { spec: ContainerSpec; handed: HandedPayload } {
  const isTaken = spec.mounts.some(
    ({ kind, target }) => kind === 'bind' && `${FOLDER}/`.startsWith(`${target.replace(/\/+$/, '')}/`),
  )
  const folder = isTaken ? OTHER_FOLDER : FOLDER
  const volume = payloadVolumeOf(installId, runId)
  return {
    spec: {
      ...spec,
      env: { ...spec.env, OVEN_PAYLOAD: `${folder}/${FILE}` },
      mounts: [...spec.mounts, { kind: 'volume', source: volume, target: folder, readOnly: false }],
    },
    handed: { volume, folder, body: Buffer.from(body) },
  }
}

export function payloadGone(): OvenError {
  return new OvenError('payload-gone', 'The data that this run was called with is not kept any more.', {
    hint: 'Have its caller send it again.',
  })
}

/** Makes the volume that the container mounts. */
export async function preparePayload(
  engine: Engine,
  handed: HandedPayload,
  run: { id: string; jobId: string },
  installId: string,
): Promise<void> {
  await engine.createVolume(handed.volume, labelsOf(installId, run))
}

/** Lays the file into the container before it starts. */
export async function deliverPayload(
  engine: Engine,
  containerId: string,
  { folder, body }: HandedPayload,
): Promise<void> {
  await engine.writeFiles(containerId, folder, [{ path: FILE, bytes: body }])
}
