#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { fstatSync } from 'node:fs'
import { constants } from 'node:os'
import { findRealProgram } from './real-program.js'
import { Recording } from './recording.js'
import { findStage, isStreaming, StageFromInput } from './stage.js'

/**
 * Stands before the real `claude` on PATH. Arguments, input, output, signals and exit code pass through unchanged;
 * beside that it tells the oven what the agent says and does. Whatever goes wrong here, the agent goes on.
 */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGCONT']
const KILL_AFTER_MS = 3000
const LEFT_OPEN_MS = 1000

const args = process.argv.slice(2)
const program = findRealProgram()
if (program === null) {
  process.stderr.write('agent-oven: There is no claude program on PATH behind the recorder.\n')
  process.exit(127)
}
if (isStreaming(args)) runRecorded()
else run({ stdio: 'inherit' }).on('exit', leaveLike)

function run(options) {
  const { OVEN_NONCE, OVEN_RECORDS, ...env } = process.env
  const child = spawn(program, args, { ...options, env, argv0: 'claude' })
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`agent-oven: ${program} could not be started: ${error.message}\n`)
    process.exit(126)
  })
  return child
}

function runRecorded() {
  const stageInArguments = findStage(args)
  const tapsInput = stageInArguments === null && hasInput()
  const recording = new Recording({ stage: stageInArguments })
  const giveUp = once(() => endHopeless(child))
  const child = run({ stdio: [tapsInput ? 'pipe' : 'inherit', 'pipe', 'pipe'] })
  if (tapsInput) passInput(child, recording)
  child.stdout.on('data', (bytes) => {
    recording.output(bytes)
    if (recording.loginIsHopeless) giveUp()
  })
  child.stderr.on('data', (bytes) => recording.errorOutput(bytes))
  child.stdout.pipe(process.stdout)
  child.stderr.pipe(process.stderr)
  // A reader that went away: let the agent meet its closed pipe as it would without us.
  process.stdout.on('error', () => child.stdout.destroy())
  process.stderr.on('error', () => child.stderr.destroy())
  child.on('exit', (code, signal) => {
    const leave = once(() => {
      clearTimeout(patience)
      recording.end(code, signal)
      leaveLike(code, signal)
      child.stdout.destroy()
      child.stderr.destroy()
    })
    // What the agent left running may hold its output open; the agent itself is gone.
    const patience = setTimeout(leave, LEFT_OPEN_MS)
    child.on('close', leave)
  })
}

function passInput(child, recording) {
  const stage = new StageFromInput((name) => recording.setStage(name))
  process.stdin.on('data', (bytes) => stage.read(bytes))
  child.stdin.on('error', () => process.stdin.destroy())
  process.stdin.pipe(child.stdin)
  child.on('exit', () => process.stdin.destroy())
}

/** A terminal or /dev/null holds no prompt, and must reach the agent as what it is. */
function hasInput() {
  try {
    const input = fstatSync(0)
    return input.isFIFO() || input.isSocket() || input.isFile()
  } catch {
    return false
  }
}

/** Claude Code would repeat a refused login ten times, about three minutes. */
function endHopeless(child) {
  process.stderr.write(
    'agent-oven: Claude refused the login twice, so this agent was ended. Sign in again or check the key.\n',
  )
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS).unref()
}

function once(work) {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}

function leaveLike(code, signal) {
  if (signal === null) {
    process.exitCode = code
    return
  }
  for (const forwarded of FORWARDED) process.removeAllListeners(forwarded)
  process.kill(process.pid, signal)
  // A signal that does not end this process (SIGPIPE is ignored here): say it the way shells do.
  setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100)
}
