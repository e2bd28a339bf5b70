import { runsMigration } from './migrations/0001-runs.ts'
import { slotsMigration } from './migrations/0002-slots.ts'
import { sessionsMigration } from './migrations/0003-sessions.ts'
import { egressMigration } from './migrations/0004-egress.ts'
import { attemptsMigration } from './migrations/0005-attempts.ts'
import { loginsMigration } from './migrations/0006-logins.ts'
import { runSumsMigration } from './migrations/0007-run-sums.ts'
import { runPlacesMigration } from './migrations/0008-run-places.ts'
import { notesMigration } from './migrations/0009-notes.ts'
import { callsMigration } from './migrations/0010-calls.ts'
import { chainsMigration } from './migrations/0011-chains.ts'
import { githubEventsMigration } from './migrations/0012-github-events.ts'
import { outboxMigration } from './migrations/0013-outbox.ts'
import { githubPollsMigration } from './migrations/0014-github-polls.ts'
import { githubReportsMigration } from './migrations/0015-github-reports.ts'

/** One step of the database's shape. A step that was released is never changed; the next change is a new step. */
export interface Migration {
  version: number
  sql: string
}

/** All steps in order; the database's `user_version` is the last one applied. */
export const migrations: readonly Migration[] = [
  runsMigration,
  slotsMigration,
  sessionsMigration,
  egressMigration,
  attemptsMigration,
  loginsMigration,
  runSumsMigration,
  runPlacesMigration,
  notesMigration,
  callsMigration,
  chainsMigration,
  githubEventsMigration,
  outboxMigration,
  githubPollsMigration,
  githubReportsMigration,
]
