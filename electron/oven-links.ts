import type { App } from 'electron'

export const LINK_SCHEME = 'agent-oven'

/** Runs and jobs have ids of these letters; nothing else of a link is looked at, let alone carried out. */
const LINK = /^agent-oven:\/\/(runs|jobs)\/([A-Za-z0-9][A-Za-z0-9_-]{0,127})\/?$/

/**
 * The page that a link leads to: `agent-oven://runs/<id>` and `agent-oven://jobs/<id>` open a run or a job. Links come from
 * web pages and messages of strangers, so they can show something and never start, stop or change it. Null for others.
 */
export function pageOfLink(link: string): string | null {
  const [, kind, id] = LINK.exec(link) ?? []
  return kind === undefined ? null : `/${kind}/${id}`
}

/**
 * Follows links. macOS hands them to the running app, also before it is ready, so this is called before; Linux starts the
 * app once more with the link among its arguments, which the second instance passes on. The answer tells where to go from
 * then on; links that came earlier are told at once.
 */
export function receiveLinks(options: { app: Pick<App, 'on'>; argv: readonly string[] }): {
  /** The page that a link asked for before `follow`, if one did. */
  follow(openPage: (page: string | null) => void): { openedOne: boolean }
} {
  const { app, argv } = options
  let waiting = linkAmong(argv)
  let openPage: ((page: string | null) => void) | null = null
  app.on('open-url', (event, link) => {
    event.preventDefault()
    const page = pageOfLink(link)
    if (page === null) return
    if (openPage === null) waiting = page
    else openPage(page)
  })
  // Also somebody who only starts the app again wants to see it.
  app.on('second-instance', (_event, words) => openPage?.(linkAmong(words)))
  return {
    follow(open) {
      openPage = open
      const page = waiting
      waiting = null
      if (page !== null) open(page)
      return { openedOne: page !== null }
    },
  }
}

function linkAmong(words: readonly string[]): string | null {
  for (const word of words) {
    const page = pageOfLink(word)
    if (page !== null) return page
  }
  return null
}
