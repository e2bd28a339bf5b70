import { defineConfig } from 'vite'

const here = (path: string) => new URL(path, import.meta.url).pathname

/** Builds the preload script into one CommonJS file, the only form that a sandboxed preload script may have. */
export default defineConfig({
  publicDir: false,
  build: {
    outDir: here('./dist/preload'),
    emptyOutDir: true,
    target: 'chrome130',
    minify: false,
    sourcemap: false,
    reportCompressedSize: false,
    lib: { entry: here('./electron/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
    rolldownOptions: { external: ['electron'], output: { codeSplitting: false } },
  },
})
