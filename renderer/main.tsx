import './parts/tokens.css'
import './parts/base.css'
import { MutationCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { createChangeApplier } from './app/apply-change.ts'
import { createQueries, OvenContext } from './app/oven-context.ts'
import { applyTheme, readTheme } from './app/theme.ts'
import { createBrowserCarrier } from './connection/browser-carrier.ts'
import { createBrowserSession } from './connection/browser-session.ts'
import type { Carrier } from './connection/carrier.ts'
import { createConnection } from './connection/connection.ts'
import { createDesktopCarrier } from './connection/desktop-carrier.ts'
import { watchDesktop } from './connection/desktop-client.ts'
import { isRefused, toRefusal } from './connection/refusal.ts'
import { createToasts, ToastArea, ToastsContext } from './parts/toasts.tsx'
import { TooltipLayer } from './parts/tooltip-layer.tsx'

function chooseCarrier(): Carrier {
  if (window.ovenDesktop !== undefined) return createDesktopCarrier({ desktop: window.ovenDesktop, window })
  const session = createBrowserSession({
    location: window.location,
    history: window.history,
    storage: window.sessionStorage,
    fetch: window.fetch.bind(window),
  })
  return createBrowserCarrier({ session, window })
}

const toasts = createToasts()

const queryClient = new QueryClient({
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) => {
      if (mutation.meta?.showsItsErrors === true) return
      const { message, hint } = toRefusal(error)
      toasts.show({ tone: 'attention', message, hint })
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => failures < 2 && !isRefused(error),
      retryDelay: 500,
    },
    mutations: { networkMode: 'always' },
  },
})

const connection = createConnection({
  carrier: chooseCarrier(),
  document,
  onChange: (change) => applyChange(change),
})
const desktop = watchDesktop(window)
const queries = createQueries(connection.client)
const applyChange = createChangeApplier(queryClient, queries)
connection.start()

applyTheme(readTheme())
if (window.ovenDesktop !== undefined) document.documentElement.dataset.desktop = window.ovenDesktop.platform

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <OvenContext value={{ connection, queries, desktop }}>
        <ToastsContext value={toasts}>
          <App />
        </ToastsContext>
        <ToastArea toasts={toasts} />
        <TooltipLayer />
      </OvenContext>
    </QueryClientProvider>
  </StrictMode>,
)
