import type { Run, Topic } from '../../contract/index.ts'
import type { MessageContent, MessageTone } from '../ports/channel-sender.ts'
import type { NotifyAct } from '../ports/notifier.ts'
import { durationWords } from '../wording/duration-words.ts'

/** What is told of a run's end. Texts are not masked or bounded yet. */
export function runMessage(run: Run, topic: Exclude<Topic, 'digest'>): MessageContent {
  const good = topic === 'success'
  const ended = good ? (run.verdict ?? run.outcome) : run.outcome
  return {
    kind: topic,
    tone: toneOf(run),
    title: `${run.jobName} #${run.number}: ${ended}`,
    body: bodyOf(run),
    facts: factsOf(run),
    link: run.pullRequest && { label: 'Pull request', url: run.pullRequest.url },
    jobId: run.jobId,
    runId: run.id,
    acts: actsOf(topic),
    at: run.finishedAt ?? run.queuedAt,
  }
}

function toneOf({ outcome, verdict }: Run): MessageTone {
  if (outcome === 'succeeded')
    return verdict === 'incomplete' || verdict === 'rate-limited' ? 'attention' : 'good'
  return outcome === 'blocked' || verdict === 'rate-limited' ? 'attention' : 'bad'
}

function bodyOf({ error, commits }: Run): string {
  if (error !== null) return error.message
  return commits.length > 0 ? `${commits.length} commits` : 'Finished.'
}

function actsOf(topic: Topic): NotifyAct[] {
  if (topic === 'auth-expiry') return ['sign-in', 'show']
  return topic === 'failure' ? ['show', 'run-again'] : ['show']
}

function factsOf(run: Run): MessageContent['facts'] {
  const facts = [
    { label: 'What to do', value: run.error?.hint ?? null },
    { label: 'Took', value: run.durationMs === null ? null : durationWords(run.durationMs) },
    { label: 'Stages', value: run.stagesTotal > 0 ? `${run.stagesDone} of ${run.stagesTotal}` : null },
    { label: 'Cost', value: run.costUsd === null ? null : dollars(run.costUsd, run.costEstimated) },
    { label: 'Branch', value: run.branches.map(({ name }) => name).join(', ') || null },
    { label: 'Rehearsal', value: run.rehearsal ? 'No model was called.' : null },
  ]
  return facts.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }]))
}

export function dollars(usd: number, isEstimated = false): string {
  return `${isEstimated ? 'about ' : ''}$${usd.toFixed(2)}`
}
