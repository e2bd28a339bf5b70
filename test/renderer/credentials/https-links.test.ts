import { expect, test } from 'vitest'
import { findHttpsLinks, isHttps } from '../../../renderer/credentials/https-links.ts'

const rows = (...lines: string[]) => lines.map((text) => ({ text, continues: false }))

test('an address is found where it stands, without what ends its sentence', () => {
  const found = findHttpsLinks(rows('', 'Open https://claude.example/a?b=c, then'), 80)
  expect(found).toEqual([
    { address: 'https://claude.example/a?b=c', start: { row: 1, column: 6 }, end: { row: 1, column: 33 } },
  ])
})

test('one that a program broke at the edge goes on in the next row, as often as it has to', () => {
  const lines = ['https://a.example/01', '23456789012345678901', '&state=end  ', 'Paste the code here:']
  expect(findHttpsLinks(rows(...lines), 20)).toEqual([
    {
      address: 'https://a.example/0123456789012345678901&state=end',
      start: { row: 0, column: 1 },
      end: { row: 2, column: 10 },
    },
  ])
})

test('one that the terminal broke does so too; one that ends at the edge does not run into the next paragraph', () => {
  const wrapped = [
    { text: 'https://a.example/', continues: false },
    { text: 'more', continues: true },
  ]
  expect(findHttpsLinks(wrapped, 80).map(({ address }) => address)).toEqual(['https://a.example/more'])
  const apart = rows('https://a.example/01', '', 'next')
  expect(findHttpsLinks(apart, 20).map(({ address }) => address)).toEqual(['https://a.example/01'])
})

test.each([
  'http://a.example/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'https://user:word@a.example/',
  'https://',
  'vscode://x',
])('%s is no link', (text) => {
  expect(findHttpsLinks(rows(`see ${text} here`), 80)).toEqual([])
  expect(isHttps(text)).toBe(false)
})
