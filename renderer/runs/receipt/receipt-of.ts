import type { Run, RunSetting } from '../../../contract/index.ts'
import { formatDuration } from '../../format/duration.ts'
import { formatBytes, formatMoney, formatNumberOf, totalTokens } from '../../format/quantities.ts'
import { formatAbsolute } from '../../format/time.ts'
import { runTitle, runWords, stageWords, triggerWords } from '../../format/words.ts'

/** A titled part of a receipt: pairs of a name and what it is, or a table. */
export type ReceiptPart =
  | { title: string; pairs: [name: string, value: string][] }
  | { title: string; head: string[]; rows: string[][] }

const refusals: Record<string, string> = {
  'not-listed': 'not on the list',
  'raw-address': 'an address instead of a name',
  'closed-address': 'leads to a private address',
  unresolved: 'the name leads nowhere',
  'not-a-name': 'not a name',
}

/** Everything that was written down about a run, in words, in the order in which one would ask. */
export function receiptOf(run: Run, setting: RunSetting | null): ReceiptPart[] {
  return [
    { title: runTitle(run), pairs: outcomePairs(run) },
    { title: 'When', pairs: whenPairs(run) },
    ...(run.stages.length > 0 ? [stageTable(run)] : []),
    ...sourceParts(run),
    ...networkParts(run),
    { title: 'Container', pairs: containerPairs(run, setting) },
    ...(setting === null ? [] : [{ title: 'The job as it was run', pairs: jobPairs(setting) }]),
  ]
}

function outcomePairs(run: Run): [string, string][] {
  const made = run.rehearsal ? ', made up by the rehearsal' : ''
  return present([
    ['Outcome', runWords(run)],
    ['Verdict', run.verdict],
    [
      'Error',
      run.error && `${run.error.message}${run.error.hint ? ` ${run.error.hint}` : ''} (${run.error.code})`,
    ],
    ['Exit code', run.exitCode === null ? null : String(run.exitCode)],
    ['Asked for', triggerWords[run.trigger].toLowerCase()],
    ['Attempt', String(run.attempt)],
    ['Tokens', run.tokens && `${totalTokens(run.tokens).toLocaleString('en-US')}${made}`],
    [
      'List price',
      run.costUsd === null
        ? null
        : `${run.costEstimated ? 'about ' : ''}${formatMoney(run.costUsd)}${made}${run.costEstimated ? ', worked out from tokens and list prices' : ''}`,
    ],
    ['Pull request', run.pullRequest?.url],
    ['Run id', run.id],
  ])
}

function whenPairs(run: Run): [string, string][] {
  const at = (instant: string | null) => instant && formatAbsolute(instant)
  return present([
    ['Due', at(run.dueAt)],
    ['Queued', at(run.queuedAt)],
    ['Started', at(run.startedAt)],
    ['Finished', at(run.finishedAt)],
    ['Took', run.durationMs === null ? null : formatDuration(run.durationMs)],
    ['Rate limit lifts', at(run.liftsAt)],
    ['Log removed', at(run.logRemovedAt)],
  ])
}

function stageTable(run: Run): ReceiptPart {
  const rows = run.stages.map((stage) => [
    stage.name,
    stageWords[stage.status],
    stage.model ?? '–',
    stage.durationMs === null ? '–' : formatDuration(stage.durationMs),
    stage.tokens === null ? '–' : totalTokens(stage.tokens).toLocaleString('en-US'),
    stage.costUsd === null ? '–' : formatMoney(stage.costUsd),
    String(stage.attempt),
    stage.commitSha?.slice(0, 7) ?? '–',
  ])
  const head = ['Stage', 'Ended', 'Model', 'Took', 'Tokens', 'List price', 'Attempts', 'Commit']
  return { title: 'Stages', head, rows }
}

function sourceParts(run: Run): ReceiptPart[] {
  const { source } = run
  const parts: ReceiptPart[] = []
  if (source !== null) {
    const pairs: [string, string | null][] = [
      ['Repository', source.repo],
      ['Branch', source.branch],
      ['Pipeline', source.pipeline],
      ['Commit', source.commit],
    ]
    parts.push({ title: 'Source', pairs: present(pairs) })
  }
  if (run.branches.length > 0) {
    const rows = run.branches.map((branch) => [
      branch.name,
      branch.commit.slice(0, 12),
      String(branch.commits),
      branch.error ?? (branch.pushed ? 'pushed' : 'not pushed'),
    ])
    parts.push({ title: 'Branches', head: ['Branch', 'Ends at', 'Commits', 'Pushed'], rows })
  }
  if (run.commits.length > 0) {
    const rows = run.commits.map((commit) => [commit.sha.slice(0, 12), commit.branch, commit.subject])
    parts.push({ title: 'Commits', head: ['Commit', 'Branch', 'Subject'], rows })
  }
  return parts
}

function networkParts({ egress }: Run): ReceiptPart[] {
  if (egress === null) return []
  const rows = [
    ...egress.refused.map(({ host, reason, count }) => [
      host,
      `refused: ${refusals[reason] ?? reason}`,
      formatNumberOf(count, 'time'),
    ]),
    ...egress.allowed.map(({ host, count }) => [host, 'let through', formatNumberOf(count, 'time')]),
  ]
  const title = egress.enforced ? 'Network' : 'Network (it was not proven on this engine that the list holds)'
  if (rows.length === 0) return [{ title, pairs: [['Hosts', 'Nothing was asked for']] }]
  return [{ title, head: ['Host', 'What became of it', 'How often'], rows }]
}

function containerPairs(run: Run, setting: RunSetting | null): [string, string][] {
  const { engine, limits } = setting ?? { engine: null, limits: null }
  const { peakMemoryBytes, cpuSeconds } = run.resources
  return present([
    ['Image', run.image.reference],
    ['Image id', run.image.id],
    ['Image digest', run.image.digest],
    ['Engine', engine && `${engine.version}, API ${engine.apiVersion}, ${engine.os} ${engine.arch}`],
    ['Memory', peakMemoryBytes === null ? null : `${formatBytes(peakMemoryBytes)} at its peak`],
    ['Memory limit', limits && formatBytes(limits.memoryBytes)],
    ['Processor time', cpuSeconds === null ? null : `${cpuSeconds.toFixed(1)} s`],
    ['Processors', limits && String(limits.cpus)],
    ['Time limit', limits && formatDuration(limits.timeoutSeconds * 1000)],
  ])
}

function jobPairs({ job, env }: RunSetting): [string, string][] {
  const pairs = Object.entries(job).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return env.length === 0 ? pairs : [...pairs, ['env', `${env.join(', ')} (values are not kept)`]]
}

function present(pairs: [string, string | null | undefined][]): [string, string][] {
  return pairs.filter((pair): pair is [string, string] => !!pair[1])
}
