import { cutText } from '../wording/cut-text.ts'

/** What the channels take at least, less a margin: Discord's embed has 256 characters for a title and 4096 for its text. */
const TITLE_LENGTH = 200
const BODY_LENGTH = 2_000
const FACT_LENGTH = 300

/** A text of at most `length` characters, cut between two of them, on one line. */
export function oneLine(text: string, length: number): string {
  return shortened(text.replace(/\s+/g, ' ').trim(), length)
}

/** The same over several lines, without the characters that control how a text is shown. */
export function shortened(text: string, length: number): string {
  const clean = text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (control) => (/[\n\t]/.test(control) ? control : ''))
  return cutText(clean, length)
}

/** Masks all texts of a message, then bounds them: in this order, since half a secret is not known for one. */
export function boundContent<Content extends MessageTexts>(
  content: Content,
  mask: (text: string) => string,
): Content {
  return {
    ...content,
    title: oneLine(mask(content.title), TITLE_LENGTH),
    body: shortened(mask(content.body), BODY_LENGTH),
    facts: content.facts.map(({ label, value }) => ({
      label: oneLine(label, FACT_LENGTH),
      value: oneLine(mask(value), FACT_LENGTH),
    })),
    link: content.link && safeLink(content.link, mask),
  }
}

interface MessageTexts {
  title: string
  body: string
  facts: readonly { label: string; value: string }[]
  link: { label: string; url: string } | null
}

/** A link that leads to the web and holds no login; what is masked is no link any more. */
function safeLink(link: { label: string; url: string }, mask: (text: string) => string): typeof link | null {
  const url = URL.canParse(link.url) ? new URL(link.url) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null
  return mask(url.href) === url.href && url.href.length <= 1_000
    ? { label: oneLine(mask(link.label), FACT_LENGTH), url: url.href }
    : null
}
