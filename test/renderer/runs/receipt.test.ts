import { expect, test } from 'vitest'
import { receiptMarkdown } from '../../../renderer/runs/receipt/receipt-markdown.ts'

test('a receipt as Markdown has a table where there is one, and nothing in it breaks out', () => {
  const markdown = receiptMarkdown([
    { title: 'nightly #1', pairs: [['Error', 'a | b\n# not a heading <img src=x> [link](x)']] },
    { title: 'Stages', head: ['Stage', 'Took'], rows: [['re|view', '2s']] },
  ])
  expect(markdown).toBe(
    '# nightly #1\n\n- **Error:** a \\| b # not a heading \\<img src=x\\> \\[link\\](x)\n\n## Stages\n\n| Stage | Took |\n| --- | --- |\n| re\\|view | 2s |\n',
  )
})
