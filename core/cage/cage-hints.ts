import type { Egress, Job } from '../../contract/index.ts'

const NO_NAME =
  /could ?n[o']t resolve|ENOTFOUND|EAI_AGAIN|bad address|name resolution|network is unreachable|ENETUNREACH|no route to host|name or service not known/i

/**
 * What the cage may have to do with a failure, from the last words of the log; `null` when nothing points at it.
 * The words are guesses at what programs say, so each sentence begins with what is certain.
 */
export function hintByCage(facts: { job: Job; lastWords: string; egress: Egress | null }): string | null {
  const { job, lastWords, egress } = facts
  const hints: string[] = []
  if (job.type === 'docker') hints.push(...hintsByHardening(job.relax ?? [], lastWords))
  if (
    /can't fork|cannot fork|fork: retry|pthread_create failed|resource temporarily unavailable/i.test(
      lastWords,
    )
  ) {
    hints.push('A run may have at most 512 processes at once.')
  }
  if (egress && egress.refused.length > 0) {
    const names = egress.refused.slice(0, 3).map(({ host, reason }) => `${host} (${reason})`)
    const isMissing = egress.refused.some(({ reason }) => reason === 'not-listed')
    hints.push(
      `The run was refused ${names.join(', ')}${isMissing ? ': names go into "allow" of the job or "network.allow" of the settings' : ''}.`,
    )
  } else if (job.network === 'allowlist' && NO_NAME.test(lastWords)) {
    hints.push(
      'The network is an allow-list: names are reached through HTTPS_PROXY alone, so a program must know proxies.',
    )
  }
  if (job.network === 'none' && NO_NAME.test(lastWords)) {
    hints.push('"network" of the job is "none", so it reaches nothing.')
  }
  return hints.length > 0 ? hints.join(' ') : null
}

function hintsByHardening(relax: readonly string[], lastWords: string): string[] {
  const hints: string[] = []
  const has = (item: string) => relax.includes(item)
  if (!has('writable-root') && /read-only file ?system|EROFS/i.test(lastWords)) {
    hints.push(
      'The container\'s root is read-only: /tmp, the home folder and volumes take files. Write there, or add "writable-root" to "relax" of the job.',
    )
  }
  if (!has('root-user') && /permission denied|EACCES|be root|are you root|superuser/i.test(lastWords)) {
    hints.push(
      'The command does not run as root: let user 1000 use the files of its volumes, or add "root-user" to "relax" of the job.',
    )
  }
  if (/operation not permitted|EPERM|must be suid|setgroups|seteuid|setresuid/i.test(lastWords)) {
    hints.push(
      'All capabilities are taken away: a job that changes owners or users adds "root-user" and what it needs, such as "capability:CHOWN", to "relax".',
    )
  }
  return hints
}
