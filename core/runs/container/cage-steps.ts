import type { DockerJob, PipelineJob } from '../../../contract/index.ts'
import { hintByCage } from '../../cage/cage-hints.ts'
import { type EgressListeners, ROLE_LABEL, type RunEgress } from '../../cage/run-egress.ts'
import type { ContainerState } from '../../ports/engine.ts'
import type { RunDependencies } from '../run-dependencies.ts'
import type { RunSession } from '../run-session.ts'
import type { Judgement } from '../verdict/judge.ts'
import { labelsOf, networkOf } from './run-container.ts'

/** What a run was let through to is written down at most this often while it runs. */
const SAVE_EGRESS_MS = 1000

/** Of the log, what is looked at for signs that the cage was in the way. */
const LAST_WORDS_BYTES = 8192

/** Gives a run with a network allow-list its network and proxy; `null` for all others. */
export async function openEgress(
  deps: RunDependencies,
  session: RunSession,
  job: PipelineJob | DockerJob,
): Promise<RunEgress | null> {
  if (job.network !== 'allowlist') return null
  const { run } = session
  session.egress = await deps.cage.open({
    network: networkOf(deps.installId, run.id),
    labels: labelsOf(deps.installId, run),
    job,
    listeners: listenersOf(deps, session),
  })
  saveEgress(session)
  return session.egress
}

/** After the host was away: hears what the proxy said meanwhile, and goes on. */
export async function takeUpEgress(
  deps: RunDependencies,
  session: RunSession,
  containers: ContainerState[],
): Promise<void> {
  const network = networkOf(deps.installId, session.run.id)
  session.egress = await deps.cage.resume(containers, network, listenersOf(deps, session))
}

/** The run's own container among those that carry its label. */
export function isRunContainer({ labels }: ContainerState): boolean {
  return labels[ROLE_LABEL] === undefined
}

/** At the end: the proxy's last words are written down, and a failure that the cage may have caused says so. */
export async function endCage(
  deps: RunDependencies,
  session: RunSession,
  judgement: Judgement | null,
): Promise<Judgement | null> {
  if (session.egress) {
    await session.egress.close()
    saveEgress(session)
  }
  const job = deps.findJob(session.run.jobId)
  if (judgement?.outcome !== 'failed' || !judgement.error || !job) return judgement
  const egress = session.egress?.record() ?? null
  const found = hintByCage({ job, lastWords: await lastWordsOf(deps, session), egress })
  if (!found) return judgement
  const { error } = judgement
  return { ...judgement, error: { ...error, hint: error.hint ? `${error.hint} ${found}` : found } }
}

function listenersOf(deps: RunDependencies, session: RunSession): EgressListeners {
  return {
    onDecision: saver(deps, session),
    onLost() {
      if (session.stop.leave.aborted) return
      void session
        .note("The proxy of the run's network has ended: nothing can be reached any more.")
        .catch(() => {})
    },
  }
}

function saver(deps: RunDependencies, session: RunSession): () => void {
  let waiting = false
  return () => {
    if (waiting) return
    waiting = true
    deps.clock.after(SAVE_EGRESS_MS, () => {
      waiting = false
      // A host that is going has closed its database.
      if (session.stop.leave.aborted) return
      if (deps.runs.find(session.run.id)?.outcome === null) saveEgress(session)
    })
  }
}

/** Names are what the run chose to ask for, so they are masked as its output is. */
function saveEgress(session: RunSession): void {
  if (!session.egress) return
  const { enforced, allowed, refused } = session.egress.record()
  const masked = <T extends { host: string }>(entry: T) => ({
    ...entry,
    host: session.masker.text(entry.host),
  })
  session.save({ egress: { enforced, allowed: allowed.map(masked), refused: refused.map(masked) } })
}

async function lastWordsOf({ logs }: RunDependencies, { run }: RunSession): Promise<string> {
  const log = { runId: run.id, jobId: run.jobId, queuedAt: run.queuedAt }
  let text = ''
  try {
    for await (const chunk of logs.read(log, { from: -LAST_WORDS_BYTES, follow: false })) text += chunk.text
  } catch {
    // A hint is not worth the run's end.
  }
  return text
}
