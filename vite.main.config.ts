import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'

const here = (path: string) => new URL(path, import.meta.url).pathname

/**
 * Builds Electron's main process into one CommonJS file, `dist/main/main.cjs`, with everything it imports, so that the
 * packaged app needs no node_modules. The tray's icons are copied beside it.
 */
export default defineConfig({
  publicDir: here('./build/icons/tray'),
  resolve: {
    conditions: ['node'],
    mainFields: ['module', 'main'],
    alias: {
      // dockerode can reach engines over ssh; the oven does not, and ssh2 brings native code.
      ssh2: here('./electron/ssh2-stub.ts'),
    },
  },
  ssr: { noExternal: true },
  build: {
    outDir: here('./dist/main'),
    emptyOutDir: true,
    copyPublicDir: true,
    target: 'node24',
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    // A program, not a page: addresses relative to `import.meta.url` are places on the disk, never assets to pack.
    ssr: true,
    lib: { entry: here('./electron/main.ts'), formats: ['cjs'], fileName: () => 'main.cjs' },
    rolldownOptions: {
      platform: 'node',
      external: ['electron', ...builtinModules, /^node:/],
      output: { codeSplitting: false },
    },
  },
})
