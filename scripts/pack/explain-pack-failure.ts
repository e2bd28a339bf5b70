const NETWORK =
  /fetch failed|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|getaddrinfo|cannot resolve|status code (?:403|404|407|5\d\d)|Response code (?:403|404|407|5\d\d)/i

/**
 * Says in whole sentences why a pack failed, where `what` it needs could not be fetched: both packers end with the bare words
 * of the network library then. Null for every other error, which is to be shown as it is.
 */
export function explainPackFailure(
  error: unknown,
  what: string,
  { ELECTRON_MIRROR: mirror }: NodeJS.ProcessEnv = process.env,
): string | null {
  const said = wordsOf(error)
  const place = mirror || 'github.com'
  if (!NETWORK.test(said)) return null
  return [
    `The app is built, but could not be packed: ${what} could not be fetched from ${place}.`,
    `(${said.split('\n')[0]})`,
    `→ Try again with a connection to ${place}, or name another place for Electron in ELECTRON_MIRROR.`,
    '  `npm start` needs no pack: where there is no runtime it starts the oven without a desktop.',
  ].join('\n')
}

/** An error's own words, then those of its causes. */
function wordsOf(error: unknown): string {
  const words: string[] = []
  for (let at = error; at instanceof Error && words.length < 5; at = at.cause) {
    words.push(at.message)
    const { code } = at as NodeJS.ErrnoException
    if (typeof code === 'string') words.push(code)
  }
  return words.length > 0 ? words.join('\n') : String(error)
}
