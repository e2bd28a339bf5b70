import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * Builds the window into `dist/renderer`. Paths in it are relative, because Electron serves it from `app://` and the
 * HTTP host from `/`. Nothing is inlined, so that the pages run under a content security policy without exceptions.
 */
export default defineConfig(({ command }) => {
  // Whoever builds: tests run under another NODE_ENV, which would leave React's development build in `dist`.
  if (command === 'build') process.env.NODE_ENV = 'production'
  return {
    root: new URL('./renderer', import.meta.url).pathname,
    base: './',
    plugins: [react()],
    build: {
      outDir: new URL('./dist/renderer', import.meta.url).pathname,
      emptyOutDir: true,
      target: ['chrome130', 'safari17.5', 'firefox128'],
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      // The window, and the page on which the HTTP interface is read and tried.
      rollupOptions: {
        input: ['index', 'api'].map((name) => new URL(`./renderer/${name}.html`, import.meta.url).pathname),
      },
      sourcemap: false,
      reportCompressedSize: true,
    },
  }
})
