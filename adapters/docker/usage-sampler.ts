import type { Connection } from './connection.ts'
import { requestEngine } from './engine-request.ts'

export interface Usage {
  peakMemoryBytes: number | null
  cpuSeconds: number | null
}

/** The part of a sample that is read. Format: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats */
interface Sample {
  memory_stats?: { usage?: number; max_usage?: number }
  cpu_stats?: { cpu_usage?: { total_usage?: number } }
}

/**
 * Keeps the highest memory and the CPU time of one container, from one stream of samples, about one a second.
 * The peak is the kernel's own where it tells it (cgroup v1), else the highest sample. What ends before the first
 * sample stays `null`. It never fails: figures that cannot be had are not worth a run.
 */
export class UsageSampler {
  private readonly usage: Usage = { peakMemoryBytes: null, cpuSeconds: null }

  read(): Usage {
    return { ...this.usage }
  }

  /** Samples until the container ends, the connection breaks, or `signal`. */
  async follow(connection: Connection, containerId: string, signal: AbortSignal): Promise<void> {
    try {
      const response = await requestEngine(connection.endpoint, {
        method: 'GET',
        path: `${connection.pathPrefix}/containers/${containerId}/stats?stream=1`,
        signal,
      })
      let rest = ''
      for await (const chunk of response.setEncoding('utf8')) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) if (line !== '') this.take(JSON.parse(line))
      }
    } catch {
      // see above
    }
  }

  private take(sample: Sample): void {
    const memory = Math.max(sample.memory_stats?.max_usage ?? 0, sample.memory_stats?.usage ?? 0)
    const cpu = (sample.cpu_stats?.cpu_usage?.total_usage ?? 0) / 1e9
    if (memory > 0) this.usage.peakMemoryBytes = Math.max(this.usage.peakMemoryBytes ?? 0, memory)
    if (cpu > 0) this.usage.cpuSeconds = Math.max(this.usage.cpuSeconds ?? 0, cpu)
  }
}
