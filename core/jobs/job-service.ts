import type { Job, JobsFile, JobView } from '../../contract/index.ts'
import type { ChangeHub } from '../changes/change-hub.ts'
import { notFound, OvenError } from '../errors.ts'
import type { Clock } from '../ports/clock.ts'
import type { JobFileEntry, JobStore } from '../ports/job-store.ts'
import type { RunStore } from '../ports/run-store.ts'
import type { SlotStore } from '../ports/slot-store.ts'
import { describeStart } from '../schedule/describe-start.ts'
import { nextDueAfter } from '../schedule/moments.ts'
import type { Scheduler } from '../schedule/scheduler-options.ts'
import { secretsInEnv, unknownSecrets } from '../secrets/job-secrets.ts'
import { chainFaults, chainWarnings, followersIn, parentsIn } from './chain-graph.ts'
import { checkJobInput, jobInvalid } from './check-job-input.ts'
import { planImport } from './import-jobs.ts'
import { brokenSentence, idOf, type JobBook, readJobBook } from './job-book.ts'
import { jobActive, jobExists, jobFollowed } from './job-refusals.ts'
import { fromAncestor } from './load-job.ts'
import { mergedJob } from './merge-job.ts'

export interface JobServiceOptions {
  store: JobStore
  runs: Pick<RunStore, 'latestOf' | 'activeCounts'>
  clock: Clock
  changes: Pick<ChangeHub, 'emit'>
  /** The oven's own zone. */
  timezone: () => string
  /** Knows the next moments by heart while it runs, and is told of every edit. Else they are worked out each time. */
  scheduler?: Pick<Scheduler, 'running' | 'nextDueAt' | 'refresh'>
  /** Where an edit that no scheduler sees is noted: the schedule counts as new when one runs again. */
  slots: Pick<SlotStore, 'removeCursor'>
  /** The secrets that are set; `null` when that cannot be told. A job that is added or given others must not name unknown ones. */
  secretNames?: () => readonly string[] | null
  /** What was last seen of a job's readiness. */
  readiness?: (jobId: string) => JobView['readiness']
  /** Told of jobs in the file that cannot be used. By default a `warning` among the changes. */
  onWarning?: (sentence: string) => void
}

/** Jobs: what the oven can bake. Every call is done when it returns, so edits that come together cannot lose each other. */
export interface JobService {
  list(): JobView[]
  show(id: string): JobView
  add(input: unknown): JobView
  update(id: string, changes: Record<string, unknown>): JobView
  remove(id: string, options?: { force?: boolean }): { removed: string }
  enable(id: string): JobView
  disable(id: string): JobView
  export(ids?: readonly string[]): JobsFile
  import(file: JobsFile, options?: { replace?: boolean }): { added: string[]; replaced: string[] }
  /** Every usable job; the same objects until the file changes. */
  listJobs(): Job[]
  find(id: string): Job | null
  /** The jobs that begin after it, without those of a circle. */
  followersOf(id: string): Job[]
  /** A sentence for every job of the file that cannot be used. */
  warnings(): string[]
  /** When the terminal ancestor last ran a job, in ms since 1970. */
  lastRunAt(id: string): number | null
}

/** Keeps the jobs file and answers from it. Throws `not-found`, `job-invalid`, `job-exists`, `job-active`, `job-followed` and what the store throws. */
export function createJobService(options: JobServiceOptions): JobService {
  const { store, runs, clock, changes, timezone, scheduler, slots } = options
  const warn = options.onWarning ?? ((message: string) => changes.emit({ type: 'warning', message }))
  let book: JobBook | null = null
  /** True when the file may say something else than the book. */
  let stale = false
  let told = new Set<string>()
  const texts = new WeakMap<Job, string>()
  let followers: { jobs: readonly Job[]; by: Map<string, Job[]> } | null = null

  store.onExternalChange(() => {
    const before = book
    stale = true
    afterEdit(changedIds(before, read()))
  })

  /** Read again when the oven's zone changed too: whether a schedule is right can depend on it. */
  function read(): JobBook {
    const zone = timezone()
    if (book === null || stale || book.timezone !== zone) {
      book = readJobBook(store.read(), { timezone: zone, nowMs: clock.now(), before: book })
      stale = false
      const sentences = new Set(sentencesOf(book))
      for (const sentence of sentences) if (!told.has(sentence)) warn(sentence)
      told = sentences
    }
    return book
  }

  /**
   * The file's entries for an edit. What the store answers last is what it takes the next `write` as a change to, so nothing is
   * read between the two.
   */
  function entriesToEdit(): JobFileEntry[] {
    read()
    return store.read()
  }

  function write(entries: JobFileEntry[], changed: readonly string[]): void {
    const before = book
    store.write(entries)
    stale = true
    if (scheduler?.running !== true) {
      for (const id of changed) if (isFresh(before?.byId.get(id), read().byId.get(id))) slots.removeCursor(id)
    }
    afterEdit(changed)
  }

  function afterEdit(changed: readonly string[]): void {
    scheduler?.refresh()
    for (const jobId of changed) changes.emit({ type: 'job', jobId })
  }

  function view(job: Job, latest: ReturnType<RunStore['latestOf']>, active: Map<string, number>): JobView {
    return {
      job,
      scheduleText: textOf(job),
      nextDueAt: nextDueAt(job),
      lastRun: latest.get(job.id) ?? null,
      activeRuns: active.get(job.id) ?? 0,
      readiness: job.enabled ? (options.readiness?.(job.id) ?? null) : null,
      ...exposedIn(job),
      ...followedIn(job),
    }
  }

  function followersOf(id: string): Job[] {
    const { jobs } = read()
    if (followers?.jobs !== jobs) followers = { jobs, by: followersIn(jobs) }
    return followers.by.get(id) ?? []
  }

  function followedIn(job: Job): Pick<JobView, 'followedBy'> {
    const followedBy = followersOf(job.id).map(({ id }) => id)
    return followedBy.length > 0 ? { followedBy } : {}
  }

  function textOf(job: Job): string {
    const known = texts.get(job)
    if (known !== undefined) return known
    const text = describeStart(job, timezone())
    texts.set(job, text)
    return text
  }

  function nextDueAt(job: Job): string | null {
    if (!job.enabled) return null
    if (scheduler?.running) return scheduler.nextDueAt(job.id)
    const next = nextDueAfter(job.schedule, clock.now(), { timezone: timezone(), jobId: job.id })
    return next === null ? null : new Date(next).toISOString()
  }

  function show(id: string): JobView {
    const job = read().byId.get(id)
    if (job === undefined) throw unusable(id)
    return view(job, runs.latestOf([id]), runs.activeCounts())
  }

  /** Why a job cannot be answered: it is not there, or it is there and broken. */
  function unusable(id: string): OvenError {
    const broken = read().broken.find((each) => each.id === id)
    if (broken === undefined) return notFound(`There is no job "${id}".`, 'See `oven jobs list`.')
    return new OvenError('job-invalid', brokenSentence(broken), {
      kind: 'INPUT_INVALID',
      hint: 'Mend it with `oven jobs update`, or in the file.',
      fields: broken.fields,
    })
  }

  function check(value: unknown, refusePast: boolean): Job {
    return checkJobInput(value, { timezone: timezone(), nowMs: clock.now(), refusePast })
  }

  function withKnownSecrets(job: Job): Job {
    const unknown = unknownSecrets(job, options.secretNames?.() ?? null)
    if (unknown.length > 0) throw jobInvalid(unknown)
    return job
  }

  function refuseChain(job: Job, entries: readonly JobFileEntry[]): void {
    const faults = job.after ? chainFaults(job, parentsIn(entries)) : []
    if (faults.length > 0) throw jobInvalid(faults)
  }

  /** Changes one entry of the file as it stands there now, and leaves all others as they are. */
  function edit(id: string, change: (entry: Record<string, unknown>) => Job | null): JobView {
    const entries = entriesToEdit()
    const index = entries.findIndex((entry) => idOf(entry) === id)
    if (index === -1) throw notFound(`There is no job "${id}".`, 'See `oven jobs list`.')
    const { value } = fromAncestor(entries[index])
    const job = change(value as Record<string, unknown>)
    if (job !== null) write(entries.with(index, job), [id])
    return show(id)
  }

  function setEnabled(id: string, enabled: boolean): JobView {
    return edit(id, (entry) => {
      if ((entry.enabled ?? true) === enabled && book?.byId.has(id)) return null
      return check({ ...entry, enabled }, false)
    })
  }

  return {
    list() {
      const { jobs } = read()
      const latest = runs.latestOf(jobs.map(({ id }) => id))
      const active = runs.activeCounts()
      return jobs.map((job) => view(job, latest, active))
    },
    show,
    add(input) {
      const job = withKnownSecrets(check(fromAncestor(input).value, true))
      const entries = entriesToEdit()
      const taken = entries.map(idOf).find((id) => id?.toLowerCase() === job.id.toLowerCase())
      if (taken) throw jobExists(job.id, taken)
      refuseChain(job, [...entries, job])
      write([...entries, job], [job.id])
      return show(job.id)
    },
    update: (id, given) =>
      edit(id, (entry) => {
        const job = check(mergedJob(id, entry, given), 'schedule' in given)
        if ('after' in given) {
          const others = store.read().filter((each) => idOf(each) !== id)
          refuseChain(job, [...others, job])
        }
        return 'secrets' in given ? withKnownSecrets(job) : job
      }),
    remove(id, { force = false } = {}) {
      const entries = entriesToEdit()
      if (!entries.some((entry) => idOf(entry) === id)) {
        throw notFound(`There is no job "${id}".`, 'See `oven jobs list`.')
      }
      const active = runs.activeCounts().get(id) ?? 0
      if (active > 0 && !force) throw jobActive(id, active)
      const next = followersOf(id)
      if (next.length > 0 && !force) throw jobFollowed(id, next)
      write(
        entries.filter((entry) => idOf(entry) !== id),
        [id],
      )
      return { removed: id }
    },
    enable: (id) => setEnabled(id, true),
    disable: (id) => setEnabled(id, false),
    export(ids) {
      const { byId } = read()
      const entries = store.read()
      for (const id of ids ?? []) if (!entries.some((entry) => idOf(entry) === id)) throw unusable(id)
      const chosen = ids === undefined ? entries : entries.filter((entry) => ids.includes(idOf(entry) ?? ''))
      return { jobs: chosen.map((entry) => byId.get(idOf(entry) ?? '') ?? entry) }
    },
    import(file, { replace = false } = {}) {
      const entries = entriesToEdit()
      const plan = planImport(entries, file.jobs, { timezone: timezone(), nowMs: clock.now(), replace })
      if (plan.added.length + plan.replaced.length > 0) {
        write(plan.entries, [...plan.added, ...plan.replaced])
      }
      return { added: plan.added, replaced: plan.replaced }
    },
    listJobs: () => read().jobs,
    find: (id) => read().byId.get(id) ?? null,
    followersOf,
    warnings: () => sentencesOf(read()),
    lastRunAt: (id) => read().lastRunAt.get(id) ?? null,
  }
}

function sentencesOf(book: JobBook): string[] {
  return [...book.broken.map(brokenSentence), ...chainWarnings(book)]
}

/** Whether an edit makes a schedule a new one, whose past is not looked at. */
function isFresh(before: Job | undefined, after: Job | undefined): boolean {
  return (
    before?.enabled !== after?.enabled || JSON.stringify(before?.schedule) !== JSON.stringify(after?.schedule)
  )
}

function changedIds(before: JobBook | null, after: JobBook): string[] {
  const ids = new Set([...(before?.byId.keys() ?? []), ...after.byId.keys()])
  return [...ids].filter((id) => JSON.stringify(before?.byId.get(id)) !== JSON.stringify(after.byId.get(id)))
}

function exposedIn(job: Job): Pick<JobView, 'exposedSecrets'> {
  const exposedSecrets = secretsInEnv(job)
  return exposedSecrets.length > 0 ? { exposedSecrets } : {}
}
