import { ValidationError } from '@orpc/contract'
import { implement, ORPCError } from '@orpc/server'
import { z } from 'zod'
import { commonErrors, contract, type ErrorCode, type FieldError } from '../../contract/index.ts'
import { OvenError } from '../errors.ts'
import { issueSentences } from '../jobs/issue-sentence.ts'
import type { OvenServices } from '../oven-services.ts'

const os = implement(contract)
  .$context<OvenServices>()
  .use(async ({ next }) => {
    try {
      const result = await next()
      return isStream(result.output) ? { ...result, output: refusing(result.output) } : result
    } catch (error) {
      throw asRefusal(error)
    }
  })

/** Everything the contract lists, done. The context of each call is the oven's services. */
export const router = os.router({
  status: {
    show: os.status.show.handler(({ context }) => context.status()),
  },
  attention: {
    list: os.attention.list.handler(({ context }) => context.attention.list()),
    seen: os.attention.seen.handler(({ context, input }) => context.attention.seen(input)),
  },
  doctor: {
    check: os.doctor.check.handler(({ context }) => context.doctor()),
  },
  engine: {
    show: os.engine.show.handler(({ context, input }) => context.engine.show(input)),
    disk: os.engine.disk.handler(({ context }) => context.engine.disk()),
    start: os.engine.start.handler(({ context, signal }) => context.engine.start(signal)),
  },
  auth: {
    list: os.auth.list.handler(({ context }) => context.credentials.list()),
    check: os.auth.check.handler(({ context, input }) => context.credentials.check(input.id)),
    signIn: os.auth.signIn.handler(({ context, input, signal }) =>
      context.containerLogin.signIn(input, signal),
    ),
    type: os.auth.type.handler(({ context, input }) => ({
      typed: context.containerLogin.type(input.session, input.text),
    })),
    resize: os.auth.resize.handler(async ({ context, input }) => ({
      resized: await context.containerLogin.resize(input.session, input.columns, input.rows),
    })),
    signOut: os.auth.signOut.handler(({ context }) => context.containerLogin.signOut()),
    apps: {
      list: os.auth.apps.list.handler(({ context }) => context.githubApps.list()),
      set: os.auth.apps.set.handler(({ context, input }) => context.githubApps.set(input)),
      remove: os.auth.apps.remove.handler(({ context, input }) => context.githubApps.remove(input)),
    },
  },
  readiness: {
    show: os.readiness.show.handler(({ context, input }) => context.readiness.show(input)),
  },
  jobs: {
    list: os.jobs.list.handler(({ context }) => context.jobs.list()),
    show: os.jobs.show.handler(({ context, input }) => context.jobs.show(input.id)),
    add: os.jobs.add.handler(({ context, input }) => context.jobs.add(input.job)),
    update: os.jobs.update.handler(({ context, input }) => context.jobs.update(input.id, input.changes)),
    remove: os.jobs.remove.handler(({ context, input }) => context.jobs.remove(input.id, input)),
    enable: os.jobs.enable.handler(({ context, input }) => context.jobs.enable(input.id)),
    disable: os.jobs.disable.handler(({ context, input }) => context.jobs.disable(input.id)),
    export: os.jobs.export.handler(({ context, input }) => context.jobs.export(input.ids)),
    import: os.jobs.import.handler(({ context, input }) => context.jobs.import(input.file, input)),
    preview: os.jobs.preview.handler(({ context, input }) => context.preview(input)),
    reach: os.jobs.reach.handler(({ context, input }) => context.reach(input)),
    run: os.jobs.run.handler(({ context, input }) => context.runJob(input.id, input)),
  },
  runs: {
    list: os.runs.list.handler(({ context, input }) => context.history.list(input, input)),
    count: os.runs.count.handler(({ context, input }) => context.history.count(input, input.cursor)),
    show: os.runs.show.handler(({ context, input }) => context.history.show(input.runId)),
    watch: os.runs.watch.handler(({ context, input, signal }) => context.history.watch(input.runId, signal)),
    logs: os.runs.logs.handler(({ context, input, signal }) =>
      context.history.logs(input.runId, { ...input, signal }),
    ),
    transcript: os.runs.transcript.handler(({ context, input, signal }) =>
      context.history.transcript(input.runId, { ...input, signal }),
    ),
    changes: os.runs.changes.handler(({ context, input }) => context.history.changes(input.runId)),
    artifacts: {
      list: os.runs.artifacts.list.handler(({ context, input }) => context.history.artifacts(input.runId)),
      get: os.runs.artifacts.get.handler(({ context, input, signal }) =>
        context.history.artifact(input.runId, input.path, { ...input, signal }),
      ),
    },
    searchLog: os.runs.searchLog.handler(({ context, input, signal }) =>
      context.history.searchLog(input.runId, { ...input, signal }),
    ),
    setting: os.runs.setting.handler(({ context, input }) => context.history.setting(input.runId)),
    reports: os.runs.reports.handler(({ context, input }) =>
      context.github.reportsOf(context.runs.resolve(input.runId).id),
    ),
    cancel: os.runs.cancel.handler(({ context, input }) => context.runs.cancel(input.runId)),
    retry: os.runs.retry.handler(({ context, input }) => context.runs.retry(input.runId, input)),
  },
  schedule: {
    pause: os.schedule.pause.handler(({ context, input }) => context.schedulePause.pause(input)),
    resume: os.schedule.resume.handler(({ context }) => context.schedulePause.resume()),
  },
  slots: {
    list: os.slots.list.handler(({ context, input }) => context.slots.list(input)),
    calendar: os.slots.calendar.handler(({ context, input }) => context.slots.calendar(input)),
    forecast: os.slots.forecast.handler(({ context, input }) => context.slots.forecast(input)),
    upcoming: os.slots.upcoming.handler(({ context, input }) => context.slots.upcoming(input)),
  },
  chains: {
    list: os.chains.list.handler(({ context, input }) => context.chains.list(input)),
  },
  stats: {
    days: os.stats.days.handler(({ context, input }) => context.stats.days(input)),
    jobs: os.stats.jobs.handler(({ context, input }) => context.stats.jobs(input)),
    job: os.stats.job.handler(({ context, input }) => context.stats.job(input)),
  },
  images: {
    list: os.images.list.handler(({ context }) => context.images.list()),
    build: os.images.build.handler(({ context, input, signal }) => context.images.build(input, signal)),
    remove: os.images.remove.handler(({ context, input }) => context.images.remove(input.name)),
  },
  retention: {
    preview: os.retention.preview.handler(({ context }) => context.retention.preview()),
    clean: os.retention.clean.handler(({ context }) => context.retention.clean()),
  },
  secrets: {
    list: os.secrets.list.handler(({ context }) => context.secrets.list()),
    set: os.secrets.set.handler(({ context, input }) => context.secrets.set(input)),
    remove: os.secrets.remove.handler(({ context, input }) => context.secrets.remove(input)),
    adopt: os.secrets.adopt.handler(({ context, input }) => context.secrets.adopt(input)),
    rotateKey: os.secrets.rotateKey.handler(({ context }) => context.secrets.rotateKey()),
  },
  settings: {
    show: os.settings.show.handler(({ context }) => context.settings.show()),
    update: os.settings.update.handler(({ context, input }) => context.settings.update(input.changes)),
  },
  sources: {
    branches: os.sources.branches.handler(({ context, input }) => context.sources.branches(input)),
    pipelines: os.sources.pipelines.handler(({ context, input }) => context.sources.pipelines(input)),
  },
  samples: {
    make: os.samples.make.handler(async ({ context }) => {
      const { path, branch, pipeline } = await context.samples.make()
      return { repo: path, branch, pipeline }
    }),
  },
  tokens: {
    list: os.tokens.list.handler(({ context, input }) => context.tokens.list(input.jobId)),
    create: os.tokens.create.handler(({ context, input }) => context.tokens.create(input)),
    rotate: os.tokens.rotate.handler(({ context, input }) => context.tokens.rotate(input)),
    revoke: os.tokens.revoke.handler(({ context, input }) => context.tokens.revoke(input.id)),
  },
  webhooks: {
    show: os.webhooks.show.handler(({ context }) => context.callServer.show()),
    list: os.webhooks.list.handler(({ context, input }) => context.calls.list(input, input)),
    redeliver: os.webhooks.redeliver.handler(({ context, input }) => context.calls.redeliver(input.id)),
  },
  github: {
    status: os.github.status.handler(({ context }) => context.github.status()),
  },
  notifications: {
    channels: os.notifications.channels.handler(({ context }) => context.notifications.channels()),
    setChannel: os.notifications.setChannel.handler(({ context, input }) =>
      context.notifications.setChannel(input),
    ),
    removeChannel: os.notifications.removeChannel.handler(({ context, input }) =>
      context.notifications.removeChannel(input.name),
    ),
    test: os.notifications.test.handler(({ context, input }) => context.notifications.test(input.name)),
    enableAgain: os.notifications.enableAgain.handler(({ context, input }) =>
      context.notifications.enableAgain(input.name),
    ),
    history: os.notifications.history.handler(({ context, input }) => context.notifications.history(input)),
    retry: os.notifications.retry.handler(({ context, input }) => context.notifications.retry(input.id)),
  },
  changes: {
    watch: os.changes.watch.handler(({ context, signal }) => context.changes.watch(signal)),
  },
})

/** An `OvenError` as the refusal the contract names; input that does not fit the contract as INPUT_INVALID. */
function asRefusal(error: unknown): unknown {
  if (error instanceof OvenError) return refusal(error.kind, error.message, error, error)
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST' && error.cause instanceof ValidationError) {
    const issues = error.cause.issues as readonly z.core.$ZodIssue[]
    const fields = issueSentences(issues, z.unknown(), error.cause.data)
    const message = fields[0]?.message ?? 'The input is not valid.'
    return refusal('INPUT_INVALID', message, { hint: null, fields }, error)
  }
  return error
}

function refusal(
  code: ErrorCode,
  message: string,
  { hint, fields }: { hint: string | null; fields: FieldError[] },
  cause: unknown,
): ORPCError<ErrorCode, { hint: string | null; fields: FieldError[] }> {
  return new ORPCError(code, { status: commonErrors[code].status, message, data: { hint, fields }, cause })
}

function isStream(output: unknown): output is AsyncGenerator<unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output
}

/** A stream may fail after its call was answered: it refuses in the same words. */
async function* refusing(stream: AsyncGenerator<unknown>): AsyncGenerator<unknown> {
  try {
    yield* stream
  } catch (error) {
    throw asRefusal(error)
  }
}
