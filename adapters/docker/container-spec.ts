import type Docker from 'dockerode'
import type { ContainerMount, ContainerSpec } from '../../core/ports/engine.ts'
import { logConfig } from './engine-log.ts'

/** A container's description in the engine's words. */
export function toCreateOptions(spec: ContainerSpec): Docker.ContainerCreateOptions {
  return {
    name: spec.name,
    Image: spec.image,
    ...(spec.entrypoint ? { Entrypoint: spec.entrypoint } : {}),
    ...(spec.command ? { Cmd: spec.command } : {}),
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: spec.labels,
    ...(spec.workingDir ? { WorkingDir: spec.workingDir } : {}),
    ...(spec.user ? { User: spec.user } : {}),
    Tty: spec.tty ?? false,
    OpenStdin: spec.stdin,
    StdinOnce: spec.stdin,
    AttachStdin: spec.stdin,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      LogConfig: logConfig,
      // `Binds` would make a missing folder, owned by root, without a word; `Mounts` refuses
      Mounts: spec.mounts.map(toMount),
      Tmpfs: spec.tmpfs,
      ReadonlyRootfs: spec.readOnlyRoot,
      Init: spec.init,
      ...(spec.dropCapabilities ? { CapDrop: ['ALL'] } : {}),
      ...(spec.addCapabilities?.length ? { CapAdd: spec.addCapabilities } : {}),
      ...(spec.dns ? { Dns: spec.dns } : {}),
      ...(spec.noNewPrivileges ? { SecurityOpt: ['no-new-privileges'] } : {}),
      PidsLimit: spec.pidsLimit,
      Memory: spec.memoryBytes,
      // the same figure means: no swap beyond it
      MemorySwap: spec.memoryBytes,
      NanoCpus: Math.round(spec.cpus * 1e9),
      NetworkMode: typeof spec.network === 'string' ? spec.network : spec.network.name,
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
    },
  }
}

function toMount(mount: ContainerMount): Docker.MountSettings {
  const { source, target, readOnly } = mount
  if (mount.kind === 'bind') return { Type: 'bind', Source: source, Target: target, ReadOnly: readOnly }
  return {
    Type: 'volume',
    Source: source,
    Target: target,
    ReadOnly: readOnly,
    ...(mount.labels
      ? { VolumeOptions: { Labels: mount.labels } as Docker.MountSettings['VolumeOptions'] }
      : {}),
  } as Docker.MountSettings
}
