const DEFAULT_SECONDS = 1
const KINDS = ['fail', 'limit', 'auth', 'silent', 'nothing', 'crash']

/**
 * What a stage's `rehearse` input asks for: words separated by spaces or commas, one of `fail`, `fail:<n>` (only the
 * first n attempts), `limit`, `auth`, `silent`, `nothing`, `crash`, and `sleep:<seconds>`. Unknown words are refused,
 * so that a misspelt one does not pass for a success.
 */
export function readTrouble({ inputs, attempt }) {
  const trouble = { kind: null, pauseMs: DEFAULT_SECONDS * 1000 }
  for (const word of String(inputs.rehearse ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)) {
    const [name, value] = word.split(':')
    if (name === 'sleep' && Number(value) >= 0) trouble.pauseMs = Number(value) * 1000
    else if (name === 'fail' && value !== undefined)
      trouble.kind = attempt < Number(value) ? 'fail' : trouble.kind
    else if (KINDS.includes(word)) trouble.kind = word
    else {
      process.stderr.write(
        `A rehearsal does not know "${word}"; it knows sleep:<seconds>, fail:<n>, ${KINDS.join(', ')}.\n`,
      )
      process.exit(1)
    }
  }
  return trouble
}
