import { Buffer } from 'node:buffer'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute, join, normalize, sep } from 'node:path'
import { Failure, runProgram } from './failure.js'

const WAIT_MS = 30_000
const MAX_BYTES = 32 * 1024 * 1024
/** Set by the image or the entrypoint; a job's value would break the run. */
const RESERVED = /^(OVEN_.*|HOME|PATH|PWD|IFS|ENV|BASH_ENV|BASHOPTS|SHELLOPTS|UID|EUID|PPID)$/

/**
 * Unpacks the payload (RunnerPayload of core/records/record.ts) from standard input: files below the home
 * folder, and the environment as a shell file that the entrypoint reads and removes.
 */
await runProgram(async () => {
  const home = process.env.HOME
  const payload = parse(await readInput())
  for (const file of payload.files) writeFile(home, file)
  const lines = [`export OVEN_NONCE=${quote(payload.nonce)}`]
  for (const [name, value] of Object.entries(payload.env)) {
    if (RESERVED.test(name)) {
      process.stderr.write(
        `agent-oven: The variable ${name} is set by the runner itself; the job's value is not used.\n`,
      )
    } else lines.push(`export ${name}=${quote(value)}`)
  }
  writeFileSync(process.env.OVEN_ENV_FILE, `${lines.join('\n')}\n`, { mode: 0o600 })
})

async function readInput() {
  const chunks = []
  let size = 0
  const late = setTimeout(() => {
    process.stdin.destroy(missing(`Standard input stayed open for ${WAIT_MS / 1000} s without ending.`))
  }, WAIT_MS)
  try {
    for await (const chunk of process.stdin) {
      size += chunk.length
      if (size > MAX_BYTES) throw missing(`More than ${MAX_BYTES} bytes came over standard input.`)
      chunks.push(chunk)
    }
  } finally {
    clearTimeout(late)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parse(text) {
  if (text.trim() === '') throw missing('Nothing came over standard input.')
  let payload
  try {
    payload = JSON.parse(text)
  } catch {
    // The parser's own message would quote the payload, which holds secrets.
    throw missing('What came over standard input is not JSON.')
  }
  if (payload?.v !== 1) throw missing('The payload is not of version 1.')
  if (typeof payload.nonce !== 'string') throw missing('The payload has no nonce.')
  if (!isRecord(payload.env)) throw missing('The payload has no env.')
  for (const [name, value] of Object.entries(payload.env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw missing(`"${name}" cannot name an environment variable.`)
    if (typeof value !== 'string' || value.includes('\0')) {
      throw missing(`The value of the variable ${name} is not a text.`)
    }
  }
  if (!Array.isArray(payload.files)) throw missing('The payload has no files.')
  return payload
}

function isRecord(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function writeFile(home, file) {
  const { path, mode, base64 } = file ?? {}
  if (typeof path !== 'string' || typeof base64 !== 'string' || !/^[0-7]{3,4}$/.test(mode)) {
    throw missing('A file of the payload has no path, mode or content.')
  }
  const target = normalize(join(home, path))
  if (isAbsolute(path) || path === '' || !target.startsWith(home + sep)) {
    throw missing(`The payload's file "${path}" lies outside the home folder.`)
  }
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 })
  writeFileSync(target, Buffer.from(base64, 'base64'), { mode: 0o600 })
  chmodSync(target, Number.parseInt(mode, 8))
}

function quote(value) {
  return `'${value.replaceAll("'", `'\\''`)}'`
}

function missing(reason) {
  return new Failure(
    'payload-missing',
    `The run's payload is missing or broken: ${reason}`,
    'This image is started by Agent Oven, which hands over the payload on standard input; see images/pipeline-runner/README.md to start it by hand.',
  )
}
