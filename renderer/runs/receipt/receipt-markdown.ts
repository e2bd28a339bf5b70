import type { ReceiptPart } from './receipt-of.ts'

/** A receipt as Markdown, to be put into an issue or a chat. */
export function receiptMarkdown(parts: ReceiptPart[]): string {
  return `${parts.map(partMarkdown).join('\n\n')}\n`
}

function partMarkdown(part: ReceiptPart, index: number): string {
  const title = `${index === 0 ? '#' : '##'} ${plain(part.title)}`
  if ('pairs' in part) {
    return [title, '', ...part.pairs.map(([name, value]) => `- **${name}:** ${plain(value)}`)].join('\n')
  }
  const row = (cells: string[]) => `| ${cells.map(plain).join(' | ')} |`
  return [title, '', row(part.head), row(part.head.map(() => '---')), ...part.rows.map(row)].join('\n')
}

/** On one line, and none of it taken for Markdown's or a page's own. */
function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_|<>[\]]/g, (sign) => `\\${sign}`)
}
