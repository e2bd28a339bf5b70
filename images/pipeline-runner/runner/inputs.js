import { Failure } from './failure.js'
import { git } from './git.js'

/**
 * Refuses arguments that git or agent-pipeline could take for something else: options, helper transports
 * (`ext::`), credentials in an address, paths that climb.
 */
export function checkInputs({ repo, branch, pipeline, rest }) {
  if (!repo || !branch || !pipeline || rest.length > 0) {
    throw invalid('The runner takes three arguments: <repo> <branch> <pipeline>.')
  }
  checkRepo(repo)
  checkBranch(branch)
  if (!/^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(pipeline)) {
    throw invalid(
      `"${pipeline}" cannot be a pipeline's name.`,
      'It is the name of a file in .agent-pipeline/pipelines without ".yml": letters, digits, dots, hyphens and underscores.',
    )
  }
}

function checkRepo(repo) {
  if (!isPrintable(repo)) throw invalid('The repository address holds a space or a control character.')
  if (/^https?:\/\/[^/]*@/.test(repo)) {
    throw invalid(
      'The repository address holds a login.',
      'Put the token into a secret instead: git would print it.',
    )
  }
  const known = [
    /^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/./,
    /^ssh:\/\/([A-Za-z0-9_][A-Za-z0-9._-]*@)?[A-Za-z0-9][A-Za-z0-9.-]*(:\d+)?\/./,
    /^[A-Za-z0-9_][A-Za-z0-9._-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^-:]/,
    /^\/(?!.*(^|\/)\.\.(\/|$))./,
  ]
  if (known.some((form) => form.test(repo))) return
  throw invalid(
    `"${repo}" is not a repository address.`,
    'Use https://host/owner/repo, ssh://git@host/owner/repo, git@host:owner/repo or an absolute path.',
  )
}

function checkBranch(branch) {
  // Git would allow the latter, but the name is handed on to programs that may hand it to a shell.
  if (!branch.startsWith('-') && isPrintable(branch) && !/[$`;|&<>()'"]/.test(branch)) {
    if (git(['check-ref-format', `refs/heads/${branch}`], { cwd: '/' }).ok) return
  }
  throw invalid(`"${branch}" cannot be a branch's name.`)
}

function isPrintable(text) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return !/[\s\u0000-\u001f\u007f]/.test(text)
}

function invalid(message, hint = null) {
  return new Failure('input-invalid', message, hint)
}
