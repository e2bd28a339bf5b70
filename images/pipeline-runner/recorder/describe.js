/** The one value of a tool's input that says what the call is about, in the order to look. */
const TELLING = [
  'command',
  'file_path',
  'notebook_path',
  'path',
  'pattern',
  'url',
  'query',
  'description',
  'prompt',
  'skill',
]
const MOST_CHARACTERS = 1000

/** What a tool was called with, in one line. */
export function describeToolInput(input) {
  if (typeof input !== 'object' || input === null) return oneLine(input === undefined ? '' : String(input))
  const key = TELLING.find((name) => typeof input[name] === 'string' && input[name] !== '')
  return oneLine(key ? input[key] : JSON.stringify(input))
}

/** The text of a tool's result, which is a text or a list of blocks. */
export function textOfResult(content) {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((block) => (typeof block?.text === 'string' ? block.text : ''))
    .join('\n')
    .trim()
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, MOST_CHARACTERS)
}
