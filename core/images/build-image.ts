import { stripVTControlCharacters } from 'node:util'
import type { ImageProgress } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import type { Engine, EngineImage } from '../ports/engine.ts'
import type { ImageSources } from '../ports/image-sources.ts'
import { findDefinition, type ImageDefinition } from './catalogue.ts'

/** What a caller may ask of a build; each has the catalogue's value when left out. */
export interface BuildWishes {
  noCache?: boolean
  /** An npm spec, or the path of a tarball on the host. */
  agentPipeline?: string
  claudeCode?: string
  baseImage?: string
  extraCa?: string[]
}

/**
 * On each image the oven builds: what it was built from, what was asked for, so that it can be built again, and by which
 * install, so that its clean-up knows its own.
 */
export const LABELS = {
  sources: 'agent-oven.sources',
  wishes: 'agent-oven.build',
  install: 'agent-oven.install',
}

const NETWORK_TROUBLE =
  /Temporary failure resolving|Could not resolve|EAI_AGAIN|ENOTFOUND|ENETUNREACH|ETIMEDOUT|ECONNREFUSED|Network is unreachable|Unable to connect to/i

/** Said by the Dockerfile; the step's own text, with the variable's name in it, is not meant. */
const LACKS_AGENT_PIPELINE = /agent-pipeline could not be had as '(?!\$)/

type Progress = Omit<ImageProgress, 'image' | 'done'>

/**
 * Builds one image: its base first, then the image on the engine's usual network, and once more on the host's network
 * when nothing could be reached from there. Throws `agent-pipeline-missing`, else what the engine throws.
 */
export async function buildImage(request: {
  engine: Engine
  sources: ImageSources
  definition: ImageDefinition
  wishes: BuildWishes
  sourcesHash: string
  installId: string
  ensureBase: (reference: string) => Promise<unknown>
  signal?: AbortSignal
  onProgress: (progress: Progress) => void
}): Promise<EngineImage> {
  const { engine, sources, definition, wishes, signal, onProgress } = request
  const base = findDefinition(definition.base) ? definition.base : (wishes.baseImage ?? definition.base)
  await request.ensureBase(base)
  const tarball = tarballOf(definition, wishes)
  const heard = { networkTrouble: false, lacksAgentPipeline: false }
  const build = async (networkMode?: string) =>
    engine.buildImage(
      {
        tag: `${definition.name}:latest`,
        context: await sources.pack(definition, { extraCa: wishes.extraCa ?? [], tarball }),
        dockerfile: definition.dockerfile,
        buildArgs: { ...buildArgsOf(definition, wishes, tarball), BASE_IMAGE: base },
        labels: {
          [LABELS.sources]: request.sourcesHash,
          [LABELS.install]: request.installId,
          [LABELS.wishes]: JSON.stringify({ ...wishes, noCache: undefined }),
        },
        target: definition.target,
        noCache: wishes.noCache,
        networkMode,
      },
      {
        signal,
        onProgress({ text, fraction }) {
          listen(text, heard)
          const plain = stripVTControlCharacters(text).trimEnd()
          if (plain !== '') onProgress({ text: plain, fraction })
        },
      },
    )
  try {
    return await build()
  } catch (error) {
    listen(error instanceof Error ? error.message : '', heard)
    if (signal?.aborted || !heard.networkTrouble) throw explain(error, definition, wishes, heard)
  }
  onProgress({
    text: "The build could not reach the network; trying again on the host's network",
    fraction: null,
  })
  Object.assign(heard, { networkTrouble: false, lacksAgentPipeline: false })
  try {
    return await build('host')
  } catch (error) {
    listen(error instanceof Error ? error.message : '', heard)
    throw explain(error, definition, wishes, heard)
  }
}

/** What was asked for when an image was built, as far as its labels tell. */
export function wishesOf(image: EngineImage): BuildWishes {
  try {
    return JSON.parse(image.labels[LABELS.wishes] ?? '{}') as BuildWishes
  } catch {
    return {}
  }
}

function buildArgsOf(
  definition: ImageDefinition,
  wishes: BuildWishes,
  tarball: string | null,
): Record<string, string> {
  const asked: Record<string, string | undefined> = {
    AGENT_PIPELINE: tarball?.split(/[/\\]/).at(-1) ?? wishes.agentPipeline,
    CLAUDE_CODE: wishes.claudeCode,
  }
  return Object.fromEntries(
    Object.entries(definition.buildArgs).map(([name, value]) => [name, asked[name] ?? value]),
  )
}

/** A path is told from an npm spec by its ending; `@scope/name` is a spec though it holds a slash. */
function tarballOf(definition: ImageDefinition, wishes: BuildWishes): string | null {
  const { agentPipeline } = wishes
  if (!('AGENT_PIPELINE' in definition.buildArgs) || !agentPipeline) return null
  if (/^https?:/.test(agentPipeline)) return null
  return agentPipeline.endsWith('.tgz') ? agentPipeline : null
}

function listen(text: string, heard: { networkTrouble: boolean; lacksAgentPipeline: boolean }): void {
  if (NETWORK_TROUBLE.test(text)) heard.networkTrouble = true
  if (LACKS_AGENT_PIPELINE.test(text)) heard.lacksAgentPipeline = true
}

function explain(
  error: unknown,
  definition: ImageDefinition,
  wishes: BuildWishes,
  heard: { lacksAgentPipeline: boolean },
): unknown {
  if (!heard.lacksAgentPipeline) return error
  const spec = wishes.agentPipeline ?? definition.buildArgs.AGENT_PIPELINE
  return new OvenError(
    'agent-pipeline-missing',
    `The image ${definition.name} cannot be built: agent-pipeline could not be had as "${spec}".`,
    {
      hint: 'Pass another npm spec or a tarball: oven images build pipeline-runner --agent-pipeline <spec or file.tgz>. To try a job without it, rehearse it: oven run <job> --rehearse.',
      cause: error,
    },
  )
}
