import type { Fix, SourceProblem, SourceProblemCode } from '../../contract/index.ts'
import type { GitChoice } from '../credentials/choose-git.ts'
import type { OvenError } from '../errors.ts'
import type { SourceAnswer } from '../ports/source-reader.ts'
import { fixesOf, nameOf } from '../readiness/repository-check.ts'

type Refused = Extract<SourceAnswer<never>, { kind: 'refused' }>

/** What was refused, where, and with which credential: `null` for a folder of this machine. */
export interface Refusal {
  refused: Refused
  repo: string
  branch: string | null
  /** With `hasKey` false nobody was logged in. */
  choice: GitChoice | null
  hasKey: boolean
}

/** A refusal as a sentence with what to do about it. */
export function sourceProblem({
  refused: { code, words },
  repo,
  branch,
  choice,
  hasKey,
}: Refusal): SourceProblem {
  const who = choice !== null && hasKey ? nameOf(choice) : 'anybody without a login'
  const logins = choice === null ? [] : fixesOf(choice)
  switch (code) {
    case 'repo-missing':
      return choice === null
        ? told('repo-missing', words, [say('Name the folder of a git repository on this machine.')])
        : told('repo-missing', `There is no repository at ${repo}, or ${who} may not see it.`, [
            say('Check the address.'),
            ...logins,
          ])
    case 'repo-denied':
      return told('repo-denied', `The repository ${repo} refuses ${who}: ${words}`, logins)
    case 'key-invalid':
      return told('repo-denied', `The deploy key cannot be used: ${words}.`, logins)
    case 'branch-missing':
      return told('branch-missing', `The repository ${repo} has no branch "${branch}".`, [
        say('Choose another branch, or push that one.'),
      ])
    case 'network':
      return told('network', `${repo} could not be reached: ${words}.`, [
        say('Check the network of this machine and the address, then try again.'),
      ])
    case 'too-large':
      return told('too-large', `${repo} is too large to be looked into: ${words}.`, [
        say('Write the name of the pipeline yourself; the job runs all the same.'),
      ])
    case 'git-missing':
      return told('git-missing', 'git is not installed on this machine.', [
        say('Install git, then try again.'),
      ])
    case 'other':
      return told('other', `${repo} could not be looked at: ${words}.`, [
        say('Write branch and pipeline yourself; the run will tell more.'),
      ])
  }
}

/** What getting the credential itself was refused with. */
export function credentialProblem({ code, message, hint }: OvenError): SourceProblem {
  const known: SourceProblemCode = code === 'network' || code === 'repo-denied' ? code : 'credential-missing'
  return told(known, message, hint === null ? [] : [say(hint)])
}

/** A branch without pipelines. `has` says what there is instead. */
export function noPipelines(repo: string, branch: string): SourceProblem {
  return told('pipeline-missing', `There are no pipelines on the branch "${branch}" of ${repo}.`, [
    say('They are files .agent-pipeline/pipelines/<name>.yml, committed to that branch.'),
    { description: 'Make one in the repository, then commit and push it.', command: 'agent-pipeline init' },
  ])
}

const say = (description: string): Fix => ({ description, command: null })

function told(code: SourceProblemCode, message: string, fixes: Fix[]): SourceProblem {
  const sentence = message.replace(/[.:]*$/, '.')
  return { code, message: sentence.charAt(0).toUpperCase() + sentence.slice(1), fixes }
}
