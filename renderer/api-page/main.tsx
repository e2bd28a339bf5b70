import '../parts/tokens.css'
import '../parts/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { applyTheme, readTheme } from '../app/theme.ts'
import { ApiPage } from './api-page.tsx'

applyTheme(readTheme())
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <ApiPage />
  </StrictMode>,
)
