/** A stretch of text in one style. `href` is always http or https. */
export interface Inline {
  text: string
  code?: true
  bold?: true
  italic?: true
  href?: string
}

export type Block =
  | { kind: 'paragraph' | 'quote'; text: string }
  | { kind: 'heading'; text: string; level: number }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'item'; text: string; depth: number; mark: string }
  | { kind: 'row'; cells: string[]; isHead: boolean }
  | { kind: 'rule' }

const FENCE = /^\s*(`{3,}|~{3,})\s*([\w+#.-]*)/
const ITEM = /^(\s*)([-*+]|\d{1,4}[.)])\s+(.*)$/
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/

/**
 * Reads what agents write, Markdown for the most part, into blocks. It knows what makes such a text readable and takes all
 * else as words; nothing of it ever becomes markup.
 */
export function parseMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!
    const fence = FENCE.exec(line)
    if (fence) {
      at = takeCode(lines, at, fence[1]!, fence[2]!, blocks)
      continue
    }
    if (line.trim() === '') {
      blocks.push({ kind: 'paragraph', text: '' })
      continue
    }
    blocks.push(...blockOf(line, lines[at + 1]))
    if (TABLE_RULE.test(lines[at + 1] ?? '') && line.includes('|')) at += 1
  }
  return joinParagraphs(blocks)
}

function takeCode(lines: string[], at: number, mark: string, language: string, blocks: Block[]): number {
  let end = at + 1
  while (end < lines.length && !lines[end]!.trimStart().startsWith(mark)) end += 1
  blocks.push({ kind: 'code', text: lines.slice(at + 1, end).join('\n'), language })
  return end
}

function blockOf(line: string, next: string | undefined): Block[] {
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
  if (heading) return [{ kind: 'heading', level: heading[1]!.length, text: heading[2]! }]
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [{ kind: 'rule' }]
  const item = ITEM.exec(line)
  if (item) {
    const mark = /\d/.test(item[2]!) ? item[2]! : '•'
    return [{ kind: 'item', depth: Math.min(4, Math.floor(item[1]!.length / 2)), mark, text: item[3]! }]
  }
  const quote = /^\s*>\s?(.*)$/.exec(line)
  if (quote) return [{ kind: 'quote', text: quote[1]! }]
  if (/^\s*\|.*\|\s*$/.test(line) || (line.includes('|') && TABLE_RULE.test(next ?? ''))) {
    const cells = line
      .trim()
      .replace(/^\||\|$/g, '')
      .split('|')
    return [{ kind: 'row', cells: cells.map((cell) => cell.trim()), isHead: TABLE_RULE.test(next ?? '') }]
  }
  return [{ kind: 'paragraph', text: line }]
}

/** Lines that follow each other are one paragraph, with its line ends: agents mean them. */
function joinParagraphs(blocks: Block[]): Block[] {
  const joined: Block[] = []
  let isOpen = false
  for (const block of blocks) {
    const last = joined.at(-1)
    if (block.kind === 'paragraph' && block.text === '') {
      isOpen = false
      continue
    }
    if (
      isOpen &&
      (block.kind === 'paragraph' || block.kind === 'quote') &&
      last !== undefined &&
      (last.kind === block.kind || (last.kind === 'item' && block.kind === 'paragraph'))
    ) {
      last.text += `\n${block.kind === 'paragraph' ? block.text.trimStart() : block.text}`
      continue
    }
    joined.push({ ...block })
    isOpen = true
  }
  return joined
}

// biome-ignore format: one alternative a line would hide that the order matters
const INLINE = /(`+)(.+?)\1|\[([^\][]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>"'`)\]]*[^\s<>"'`)\].,;:!?])|(\*\*|__)(?=\S)(.+?)(?<=\S)\6|(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])/g

/** Reads code, links, bold and italics in a line of text. A link to anything but a web page stays as it was written. */
export function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  let from = 0
  const put = (part: Inline) => part.text !== '' && parts.push(part)
  for (const match of text.matchAll(INLINE)) {
    put({ text: text.slice(from, match.index) })
    from = match.index + match[0].length
    const [whole, , code, label, href, bare, , bold, italic] = match
    if (code !== undefined) put({ text: code, code: true })
    else if (label !== undefined) put(/^https?:\/\//i.test(href!) ? { text: label, href } : { text: whole })
    else if (bare !== undefined) put({ text: bare, href: bare })
    else if (bold !== undefined) for (const part of parseInline(bold)) put({ ...part, bold: true })
    else if (italic !== undefined) put({ text: italic, italic: true })
  }
  put({ text: text.slice(from) })
  return parts
}
