import type { OutgoingMessage } from '../../core/ports/channel-sender.ts'

export interface MailText {
  subject: string
  text: string
  html: string
}

/** A message as plain text and as simple HTML, with nothing in it that is loaded from elsewhere. */
export function mailText({ title, body, facts, link }: OutgoingMessage): MailText {
  const lines = facts.map(({ label, value }) => `${label}: ${value}`)
  const parts = [body, lines.join('\n'), link === null ? '' : `${link.label}: ${link.url}`]
  return {
    subject: title,
    text: `${[title, ...parts].filter((part) => part !== '').join('\n\n')}\n`,
    html: [
      '<!doctype html><html><head><meta charset="utf-8"></head><body style="font-family: sans-serif">',
      `<h2 style="font-size: 1.1em">${escapeHtml(title)}</h2>`,
      body === '' ? '' : `<p style="white-space: pre-line">${escapeHtml(body)}</p>`,
      facts.length === 0
        ? ''
        : `<table>${facts.map(({ label, value }) => `<tr><td>${escapeHtml(label)}</td><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`,
      link === null ? '' : `<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`,
      '</body></html>',
    ].join(''),
  }
}

export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}
