/** What a stage's agent is told, read back from its arguments: agent-pipeline 0.1.5 writes it so. */
export function readPrompt(args) {
  const text = args[args.findIndex((argument) => argument === '-p' || argument === '--print') + 1] ?? ''
  const inputs = [...text.matchAll(/^- \*\*([^*]+)\*\*: (.*)$/gm)].map((found) => [found[1], found[2].trim()])
  return {
    stage: field(text, 'Current Stage') ?? 'stage',
    runId: field(text, 'Pipeline Run ID') ?? 'run',
    attempt: Number(process.env.REHEARSAL_ATTEMPT ?? 0),
    model: lastOption(args, '--model'),
    inputs: Object.fromEntries(inputs),
  }
}

/** Writes such a prompt, in the shape that agents and the recorder know. */
export function writePrompt({ runId, stage, commit, folder, inputs }) {
  const lines = [
    '# Pipeline Context',
    '',
    `**Pipeline Run ID:** ${runId}`,
    `**Current Stage:** ${stage}`,
    `**Trigger Commit:** ${commit}`,
    '',
    '## Execution Environment',
    '',
    `**Working Directory:** \`${folder}\``,
  ]
  const entries = Object.entries(inputs ?? {})
  if (entries.length > 0) lines.push('', '## User Inputs to Help with Your Task')
  for (const [key, value] of entries) lines.push(`- **${key}**: ${value}`)
  return lines.join('\n')
}

function field(text, name) {
  return new RegExp(`^\\*\\*${name}:\\*\\* (.+?)\\s*$`, 'm').exec(text)?.[1]
}

function lastOption(args, name) {
  const at = args.lastIndexOf(name)
  return at === -1 ? undefined : args[at + 1]
}
