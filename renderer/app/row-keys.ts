/**
 * Rows that the keys lead along. The element of a row carries `data-row`; in it the link or button that opens it
 * carries `data-row-link` (the first link is taken when none does). Buttons in it that carry `data-key` are pressed by
 * that key while the focus is in the row.
 */
const ROW = 'main [data-row]'

function linkOf(row: Element): HTMLElement | null {
  if (row instanceof HTMLElement && row.matches('a, button')) return row
  return row.querySelector<HTMLElement>('[data-row-link]') ?? row.querySelector<HTMLElement>('a')
}

/** Puts the focus on the row after or before the one that has it. Answers whether there are rows. */
export function moveToRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll(ROW)]
  if (rows.length === 0) return false
  const at = rows.findIndex((row) => row.contains(document.activeElement))
  const next =
    at === -1 ? (step === 1 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + step))
  const link = linkOf(rows[next]!)
  link?.focus()
  link?.scrollIntoView({ block: 'nearest' })
  return true
}

/** Presses the row's button for this key. Answers whether there was one. */
export function pressInRow(event: KeyboardEvent): boolean {
  const focused = document.activeElement
  const row = focused?.closest('[data-row]')
  if (!row) return false
  const name = event.key === ' ' ? 'space' : event.key
  // Space on a button, a switch or a box is already its own press.
  if (name === 'space' && focused?.matches('button, input')) return false
  const button = row.querySelector<HTMLElement>(`[data-key="${CSS.escape(name)}"]`)
  if (button === null) return false
  button.click()
  return true
}
