import { spawn } from 'node:child_process'
import { stageModel } from '../pipeline-runner/runner/pipeline-file.js'
import { writePrompt } from './prompt.js'

const DEFAULT_TIMEOUT_SECONDS = 120

/**
 * Runs `claude` for one stage, as agent-pipeline's headless runtime does, and reads its result. Throws with the words
 * agent-pipeline uses when the agent fails, takes too long or is ended.
 */
export async function runAgent({ agent, attempt, pipeline, state, cwd, signal }) {
  const prompt = writePrompt({
    runId: state.runId,
    stage: agent.name,
    commit: state.trigger.commitSha,
    folder: cwd,
    inputs: agent.inputs,
  })
  const model = stageModel(pipeline, agent)
  const args = [
    '-p',
    prompt,
    '--output-format',
    'stream-json',
    '--verbose',
    ...(model ? ['--model', model] : []),
  ]
  const timeoutMs = (agent.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000
  const { stdout, stderr, code, timedOut } = await start({ args, attempt, cwd, signal, timeoutMs })
  if (signal.aborted) throw new Error('Agent execution aborted')
  if (timedOut)
    throw new Error(`Claude CLI execution timed out after ${timeoutMs}ms. Process was terminated.`)
  if (code !== 0) {
    const last = stdout ? `\nstdout (last 500 chars): ${stdout.slice(-500)}` : ''
    throw new Error(`Claude CLI exited with code ${code}. stderr: ${stderr || '(empty)'}${last}`)
  }
  const result = readResult(stdout)
  return {
    agentInput: prompt,
    agentOutput: result.result ?? '',
    tokenUsage: {
      estimated_input: Math.ceil(prompt.length / 4),
      actual_input: result.usage?.input_tokens ?? 0,
      output: result.usage?.output_tokens ?? 0,
      cache_creation: result.usage?.cache_creation_input_tokens ?? 0,
      cache_read: result.usage?.cache_read_input_tokens ?? 0,
      num_turns: result.num_turns,
    },
  }
}

function start({ args, attempt, cwd, signal, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, REHEARSAL_ATTEMPT: String(attempt) }
    const child = spawn('claude', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const said = { stdout: '', stderr: '' }
    let timedOut = false
    const timer = setTimeout(() => {
      timedOut = true
      child.kill('SIGTERM')
    }, timeoutMs)
    const stop = () => child.kill('SIGTERM')
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        said[name] += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      resolve({ ...said, code, timedOut })
    })
  })
}

function readResult(stdout) {
  const lines = stdout.trim().split('\n').reverse()
  const line = lines.find((text) => text.includes('"type":"result"'))
  if (!line) throw new Error('Claude CLI ended without a result.')
  return JSON.parse(line)
}
