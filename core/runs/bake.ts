import type { DockerJob, PipelineJob, Run } from '../../contract/index.ts'
import { refuseRootByName } from '../cage/image-user.ts'
import type { ContainerState, LiveContainer } from '../ports/engine.ts'
import { isRunContainer, openEgress, takeUpEgress } from './container/cage-steps.ts'
import { engineUp } from './container/engine-patience.ts'
import { createContainerFinder } from './container/find-containers.ts'
import { requireShell } from './container/hand-over.ts'
import { deliverPayload, preparePayload } from './container/hand-over-payload.ts'
import { keepLoginFresh } from './container/keep-login-fresh.ts'
import { labelsOf, limitsOf, volumeOf } from './container/run-container.ts'
import { secretValuesOf } from './container/secret-env.ts'
import { vaultSecretsAgain } from './container/vault-secrets-again.ts'
import { collectEnd, followToEnd } from './follow-run.ts'
import { keepSetting } from './kept/keep-setting.ts'
import { createGrowingMasker, type GrowingMasker } from './output/growing-masker.ts'
import { createMasker } from './output/masker.ts'
import { type PreparedRun, prepareRun, withEgress } from './prepare-run.ts'
import { isDiskFull, isEngineDown } from './queue/run-patience.ts'
import type { StartGate } from './queue/start-gate.ts'
import {
  createRunSession,
  type RunSession,
  type SessionDependencies,
  type StopRequest,
} from './run-session.ts'
import { CANCELLED_EARLY, endBeforeStart, JOB_REMOVED } from './verdict/early-end.ts'
import { type Judgement, judge } from './verdict/judge.ts'

type AnyJob = PipelineJob | DockerJob

/** With which a pipeline's container ends that was not handed its payload (images/pipeline-runner/README.md). */
const PAYLOAD_MISSING = 78

/** One run's way from `queued` to `finished`. Every step is written down before it is done. */
export interface Baker {
  /** From the beginning. */
  bake(run: Run, job: AnyJob, stop: StopRequest): Promise<Run>
  /** From wherever the host was when it went away. `job` is null when it was removed meanwhile. */
  resume(run: Run, job: AnyJob | null, stop: StopRequest): Promise<Run>
  /** Ends a run that is not to be begun. */
  giveUp(run: Run, judgement: Judgement, stop: StopRequest): Promise<Run>
}

export function createBaker(deps: SessionDependencies, gate: StartGate): Baker {
  const { engine, runs, installId } = deps
  const findContainers = createContainerFinder(engine, installId)

  async function bake(run: Run, job: AnyJob, stop: StopRequest): Promise<Run> {
    const session = createRunSession(deps, run, stop)
    session.masker = createMasker(secretValuesOf(job.env))
    return await launchOrEnd(session, job)
  }

  async function launchOrEnd(session: RunSession, job: AnyJob): Promise<Run> {
    try {
      return await launch(session, job)
    } catch (error) {
      return await endWithout(session, error)
    }
  }

  async function launch(session: RunSession, job: AnyJob): Promise<Run> {
    const { run, stop } = session
    const signal = AbortSignal.any([stop.signal, stop.leave])
    signal.throwIfAborted()
    // An engine that is known to be away blocks the run at once; one that falls silent now may be busy.
    session.mayWait = engine.state().status !== 'down'
    session.save({ state: 'preparing', notBeforeAt: null, progress: null })
    const prepared = await prepareRun(deps, run, job, {
      signal,
      onProgress: (text) => session.save({ progress: session.masker.text(text) }),
      onRisk: (text) => void session.note(text),
    })
    session.masker = createMasker(prepared.secrets)
    session.save({ image: prepared.image, progress: null })
    await keepSetting(deps, run, { job, limits: prepared.limits, masker: session.masker })
    const leaveGate = await gate.enter(signal)
    try {
      const { live, output, masker } = await start(session, job, prepared)
      leaveGate()
      const limits = { ...prepared.limits, budget: job.budget ?? null }
      const { containerId } = live
      const { renewal } = prepared
      const stopRenewing = keepLoginFresh(deps, {
        containerId,
        renewal,
        masker,
        atOnce: false,
        note: session.note,
        remember: (values) => remember(run, values),
      })
      const end = await followToEnd(deps, session, live, output, limits).finally(stopRenewing)
      return await collectEnd(deps, session, live.containerId, end, limits)
    } finally {
      leaveGate()
    }
  }

  async function start(session: RunSession, job: AnyJob, prepared: PreparedRun) {
    const { run } = session
    const volume = volumeOf(installId, run.id)
    runs.writeInternals(run.id, { nonce: prepared.nonce, volume })
    const egress = await openEgress(deps, session, job)
    const { spec, payload, secrets, data } = egress ? withEgress(prepared, egress) : prepared
    const masker = createGrowingMasker(secrets)
    session.masker = masker
    await remember(run, prepared.passing)
    if (spec.mounts.some(({ source }) => source === volume)) {
      await engine.createVolume(volume, labelsOf(installId, run))
    }
    if (data) await preparePayload(engine, data, run, installId)
    const { containerId } = await engine.createContainer(spec)
    runs.writeInternals(run.id, { containerId })
    if (data) await deliverPayload(engine, containerId, data)
    if (prepared.namedUser) await refuseRootByName(engine, containerId, prepared.namedUser)
    if (prepared.handed) await requireShell(engine, containerId, prepared.image.reference)
    session.save({ state: 'running' })
    const output = session.open({ nonce: prepared.nonce, from: 'new' })
    await output.note(introduction(run, prepared))
    const stdin = payload ? Buffer.from(JSON.stringify(payload)) : prepared.handed
    const live = await engine.startContainer(containerId, { stdin, sink: output.sink })
    noteStart(session, live.startedAt, prepared.limits.timeoutSeconds)
    return { live, output, masker }
  }

  function noteStart(session: RunSession, startedAt: string, timeoutSeconds: number): void {
    const deadline = new Date(Date.parse(startedAt) + timeoutSeconds * 1000)
    runs.writeInternals(session.run.id, { deadlineAt: deadline.toISOString() })
    session.save({ state: 'running', startedAt })
    session.settleSlot(startedAt)
  }

  /** The end of a run whose container never ran: refused, stopped on the way, or the engine would not start it. */
  async function endWithout(session: RunSession, cause: unknown): Promise<Run> {
    const { run, stop } = session
    const traces = hasTraces(session)
    if (isDiskFull(cause) || (isEngineDown(cause) && (traces || session.mayWait))) stop.letGo?.(cause)
    if (stop.leave.aborted) {
      await session.leave()
      throw stop.leave.reason
    }
    const before = runs.find(run.id) ?? run
    const judgement = before.outcome ? null : endBeforeStart(cause, session, before.state)
    return await finishOrLetGo(session, judgement, { traces })
  }

  /** Where nothing was made at the engine yet, a run need not wait for it to come back just to say so. */
  function hasTraces({ run }: RunSession): boolean {
    return runs.readInternals(run.id).volume !== null
  }

  async function finishOrLetGo(...[session, ...how]: [RunSession, ...Parameters<RunSession['finish']>]) {
    try {
      return await session.finish(...how)
    } catch (error) {
      if (isDiskFull(error)) session.stop.letGo?.(error)
      await session.leave()
      throw error
    }
  }

  async function resume(run: Run, job: AnyJob | null, stop: StopRequest): Promise<Run> {
    const session = createRunSession(deps, run, stop)
    try {
      if (run.outcome) return await session.finish(null)
      const fromVault = await vaultSecretsAgain(deps, run, job, stop)
      const masker = createGrowingMasker([...fromVault, ...(await secretsAgain(job))])
      session.masker = masker
      const { stopCause } = runs.readInternals(run.id)
      const isUnwanted = !job || stop.signal.aborted || stopCause !== null
      if (run.state === 'queued' && isUnwanted) return await neverBegun(session)
      await engineUp(engine, stop.leave)
      const containers = await findContainers(run)
      const container = containers.find(
        (candidate) => candidate.status !== 'created' && isRunContainer(candidate),
      )
      if (container) {
        await takeUpEgress(deps, session, containers)
        return await takeUp(session, job, container, masker)
      }
      if (run.state === 'collecting' || run.startedAt) return await lost(session)
      await session.removeTraces()
      if (!job || isUnwanted) return await neverBegun(session)
      return await launchOrEnd(session, job)
    } catch (error) {
      return await endWithout(session, error)
    }
  }

  async function takeUp(
    session: RunSession,
    job: AnyJob | null,
    container: ContainerState,
    masker: GrowingMasker,
  ): Promise<Run> {
    const { run } = session
    const { nonce, deadlineAt } = runs.readInternals(run.id)
    const state = engine.state()
    const size = state.status === 'up' ? state : { cpus: deps.cpus, memoryBytes: Number.MAX_SAFE_INTEGER }
    const limits = {
      ...(job ? limitsOf(job, deps.config.read(), size) : { timeoutSeconds: 0, memoryBytes: 0 }),
      budget: job?.budget ?? null,
    }
    const startedAt = run.startedAt ?? container.startedAt ?? session.now()
    if (!deadlineAt && job) noteStart(session, startedAt, limits.timeoutSeconds)
    // A pipeline's output is heard from its beginning, so that the tracker learns everything anew; the log goes on.
    const replay = run.jobType === 'agent-pipeline'
    const output = session.open({ nonce, from: replay ? 'replay' : 'go-on' })
    await output.note('The oven had let go of this run and takes it up again.')
    const live: LiveContainer = await engine.resumeContainer(container.containerId, {
      received: replay ? { stdout: 0, stderr: 0 } : output.received,
      sink: output.sink,
    })
    const hasEnded = container.status === 'exited' || container.status === 'dead'
    const { containerId } = live
    const renewal = hasEnded || run.rehearsal || job?.type !== 'agent-pipeline' ? null : await renewalOf(job)
    const stopRenewing = keepLoginFresh(deps, {
      containerId,
      renewal,
      masker,
      atOnce: true,
      note: session.note,
      remember: (values) => remember(run, values),
    })
    const end = await followToEnd(deps, session, live, output, { ...limits, hasEnded }).finally(stopRenewing)
    if (job && end.kind === 'exited' && end.exitCode === PAYLOAD_MISSING && mayBeginAgain(session)) {
      return await beginAgain(session, job)
    }
    return await collectEnd(deps, session, live.containerId, end, limits)
  }

  function mayBeginAgain({ run }: RunSession): boolean {
    const { begunAgainAt, stopCause } = runs.readInternals(run.id)
    return run.jobType === 'agent-pipeline' && begunAgainAt === null && stopCause === null
  }

  /** The host that started the container was gone before it had handed it the payload: nothing was done yet. */
  async function beginAgain(session: RunSession, job: AnyJob): Promise<Run> {
    const { run } = session
    await session.note('The container had not been handed what it needs, so the run begins again.')
    session.save({ state: 'preparing', startedAt: null, exitCode: null, stages: [] })
    await session.egress?.close()
    session.egress = null
    await session.removeTraces()
    runs.writeInternals(run.id, { begunAgainAt: session.now(), containerId: null, deadlineAt: null })
    return await launchOrEnd(session, job)
  }

  /** The end of a run that was written down and cancelled, or its job removed, before anything was made of it. */
  async function neverBegun(session: RunSession): Promise<Run> {
    const { stopCause } = runs.readInternals(session.run.id)
    return await session.finish(stopCause || session.stop.signal.aborted ? CANCELLED_EARLY : JOB_REMOVED, {
      traces: false,
    })
  }

  async function giveUp(run: Run, judgement: Judgement, stop: StopRequest): Promise<Run> {
    const session = createRunSession(deps, run, stop)
    return await finishOrLetGo(session, judgement, { traces: false })
  }

  /** The secrets of a run are nowhere written down, so they are gathered again from where they came. */
  async function secretsAgain(job: AnyJob | null): Promise<string[]> {
    const own = secretValuesOf(job?.env)
    if (job?.type !== 'agent-pipeline') return own
    return await deps.credentials.secretsAgain(job).catch(() => own)
  }

  /** What cannot be gathered again is kept, sealed. A vault that does not open is no reason to hold the run back. */
  async function remember(run: Run, values: readonly string[]): Promise<void> {
    try {
      await deps.vault.remember(run.id, values)
    } catch (error) {
      deps.onWarning(
        `Should the oven be started anew while runs are at work, the logins they were handed may not be masked in what they say: ${(error as Error).message}`,
      )
    }
  }

  async function renewalOf(job: PipelineJob) {
    return await deps.credentials.renewalOf(job).catch(() => null)
  }

  async function lost(session: RunSession): Promise<Run> {
    const { stopCause } = runs.readInternals(session.run.id)
    const end = { kind: 'gone' } as const
    return await session.finish(judge({ end, stopCause, timeoutSeconds: 0, memoryBytes: 0, evidence: null }))
  }

  return { bake, resume, giveUp }
}

function introduction(run: Run, prepared: PreparedRun): string {
  const image = `${prepared.image.reference} (${(prepared.image.digest ?? prepared.image.id ?? '').slice(0, 19)})`
  return `${run.jobName} #${run.number}${run.rehearsal ? ', a rehearsal' : ''}, image ${image}`
}
