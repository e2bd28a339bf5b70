import { expect, test } from 'vitest'
import { harmlessOutput, plainLine } from '../../../cli/print/plain-text.ts'

const ESC = '\u001b'

test.each([
  ['a plain line', 'a plain line'],
  [`${ESC}[31mred${ESC}[0m`, 'red'],
  [`before${ESC}]52;c;ZXZpbA==\u0007after`, 'beforeafter'],
  [`${ESC}[2J${ESC}[Hgone`, 'gone'],
  ['two\nlines\tand a tab', 'two lines and a tab'],
  ['bell\u0007 and C1 \u009b31m', 'bell and C1 31m'],
  ['grüß ☕ 日本', 'grüß ☕ 日本'],
])('%j in a table is %j', (text, plain) => {
  expect(plainLine(text)).toBe(plain)
})

test.each([
  [`${ESC}[1;31mred${ESC}[0m\n`, `${ESC}[1;31mred${ESC}[0m\n`],
  [`title${ESC}]0;evil\u0007 end`, 'title end'],
  [`clipboard${ESC}]52;c;ZXZpbA==${ESC}\\ end`, 'clipboard end'],
  [`up${ESC}[5A down`, 'up down'],
  [`${ESC}P$q evil ${ESC}\\tail`, 'tail'],
  [`half ${ESC}`, 'half '],
  ['10 %\r20 %\r\n', '10 %\r20 %\r\n'],
])('%j on a terminal is %j', (text, harmless) => {
  expect(harmlessOutput(text)).toBe(harmless)
})
