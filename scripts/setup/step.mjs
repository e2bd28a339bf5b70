// @ts-check

/**
 * A step of the set-up that could not be done. `message` says what and why, `hint` what to do about it.
 * The process ends with `exitCode`: 3 where a container engine is what is missing, else 1.
 */
export class SetupError extends Error {
  /** @param {string} message @param {{ hint?: string, exitCode?: number }} [options] */
  constructor(message, { hint = '', exitCode = 1 } = {}) {
    super(message)
    this.hint = hint
    this.exitCode = exitCode
  }

  /** What a person reads: what and why, then what to do. */
  get explanation() {
    return this.hint ? `${this.message}\n→ ${this.hint}` : this.message
  }
}

const HEARTBEAT_MS = 15_000

/**
 * Does a piece of work that takes a while and lets the person see that it goes on: on a terminal one line that counts
 * the seconds, elsewhere a line at the start, one every 15 s, and one at the end. Writes to stderr, so that a command's
 * own output stays clean. `say` changes the words behind the title.
 *
 * @template T
 * @param {string} title
 * @param {(say: (detail: string) => void) => Promise<T>} work
 * @param {{ out?: { write(text: string): unknown, isTTY?: boolean, columns?: number } }} [options]
 * @returns {Promise<T>}
 */
export async function step(title, work, { out = process.stderr } = {}) {
  const startedAt = Date.now()
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`
  let detail = ''
  const line = () => `${title} … ${elapsed()}${detail ? `, ${detail}` : ''}`
  const redraw = () => out.write(`\r\x1b[K${line().slice(0, (out.columns ?? 80) - 1)}`)

  if (out.isTTY) redraw()
  else out.write(`${title} …\n`)
  const ticker = setInterval(
    () => (out.isTTY ? redraw() : out.write(`${line()}\n`)),
    out.isTTY ? 500 : HEARTBEAT_MS,
  )
  const end = (/** @type {string} */ word) => {
    clearInterval(ticker)
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${title}: ${word} (${elapsed()})\n`)
  }
  try {
    const result = await work((text) => {
      detail = text.trim()
    })
    end('done')
    return result
  } catch (error) {
    end('failed')
    throw error
  }
}
