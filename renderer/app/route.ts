/** Where the window stands, as its address says. */
export type Route =
  | { page: 'dashboard' }
  | { page: 'jobs'; query: URLSearchParams }
  | { page: 'new-job'; type: 'agent-pipeline' | 'docker' }
  | { page: 'job'; id: string; query: URLSearchParams }
  | { page: 'edit-job'; id: string }
  | { page: 'runs'; query: URLSearchParams }
  | { page: 'run'; id: string }
  | { page: 'schedule'; query: URLSearchParams }
  | { page: 'webhooks' }
  /** `signIn`: the dialog that signs in for containers is open. */
  | { page: 'credentials'; signIn?: true }
  | { page: 'secrets' }
  | { page: 'settings'; pane: string | null }
  | { page: 'first-run' }
  | { page: 'popover' }
  | { page: 'unknown' }

/** Reads the part of the address after `#`: Electron and the browser serve the same single page. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?')
  const parts = path.split('/').filter(Boolean).map(decode)
  const [section, id, action] = parts
  if (section === undefined) return { page: 'dashboard' }
  if (section === 'popover' && id === undefined) return { page: 'popover' }
  if (section === 'schedule' && id === undefined)
    return { page: 'schedule', query: new URLSearchParams(query) }
  if (section === 'settings' && action === undefined) return { page: 'settings', pane: id ?? null }
  if (section === 'welcome' && id === undefined) return { page: 'first-run' }
  if (section === 'webhooks' && id === undefined) return { page: 'webhooks' }
  if (section === 'credentials' && id === undefined)
    return new URLSearchParams(query).has('sign-in')
      ? { page: 'credentials', signIn: true }
      : { page: 'credentials' }
  if (section === 'secrets' && id === undefined) return { page: 'secrets' }
  if (section === 'jobs') return parseJobs(id, action, new URLSearchParams(query))
  if (section === 'runs' && action === undefined)
    return id === undefined ? { page: 'runs', query: new URLSearchParams(query) } : { page: 'run', id }
  return { page: 'unknown' }
}

function parseJobs(id: string | undefined, action: string | undefined, query: URLSearchParams): Route {
  if (id === undefined) return { page: 'jobs', query }
  if (id === '+new') return { page: 'new-job', type: action === 'docker' ? 'docker' : 'agent-pipeline' }
  if (action === undefined) return { page: 'job', id, query }
  return action === 'edit' ? { page: 'edit-job', id } : { page: 'unknown' }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function withQuery(address: string, query: Record<string, string>): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? address : `${address}?${text}`
}

/** The addresses of the pages. `+` cannot stand in a job's id, so `+new` is free. */
export const addresses = {
  dashboard: '#/',
  jobs: '#/jobs',
  newJob: (type: 'agent-pipeline' | 'docker') => `#/jobs/+new/${type}`,
  jobsWith: (query: Record<string, string>) => withQuery('#/jobs', query),
  job: (id: string, query: Record<string, string> = {}) =>
    withQuery(`#/jobs/${encodeURIComponent(id)}`, query),
  editJob: (id: string) => `#/jobs/${encodeURIComponent(id)}/edit`,
  runs: (query: Record<string, string> = {}) => withQuery('#/runs', query),
  schedule: '#/schedule',
  scheduleWith: (query: Record<string, string>) => withQuery('#/schedule', query),
  settings: '#/settings',
  notifications: '#/settings/notifications',
  settingsPane: (pane: string) => `#/settings/${encodeURIComponent(pane)}`,
  firstRun: '#/welcome',
  webhooks: '#/webhooks',
  credentials: '#/credentials',
  signIn: '#/credentials?sign-in',
  secrets: '#/secrets',
  run: (id: string) => `#/runs/${encodeURIComponent(id)}`,
}

/** The page one step up, for Esc and for windows that were opened in the middle. */
export function parentOf(route: Route): string | null {
  switch (route.page) {
    case 'run':
      return addresses.runs()
    case 'job':
    case 'new-job':
      return addresses.jobs
    case 'edit-job':
      return addresses.job(route.id)
    case 'unknown':
      return addresses.dashboard
    default:
      return null
  }
}
