import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import { dependencies } from '../package.json'

// The benches measure the sources as they are: built like the engine, into a folder of their own.
export default defineConfig({
  ssr: { target: 'node', external: [...Object.keys(dependencies), 'playwright-core'] },
  build: {
    ssr: true, target: 'node20', outDir: 'out/bench', emptyOutDir: true, minify: false,
    rollupOptions: {
      input: {
        bench: 'bench/index.ts', flood: 'bench/flood.ts', dumpcap: 'bench/dumpcap-run.ts', sample: 'bench/sample-run.ts', parse: 'bench/parse-run.ts', render: 'bench/render-run.ts', live: 'bench/live-run.ts', opened: 'bench/opened-run.ts'
      },
      // Constants stay `const`: V8 then compiles their values, and their fields, into the code.
      external: [...builtinModules, /^node:/, 'playwright-core'], output: { format: 'esm', topLevelVar: false, entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' }
    }
  }
})
