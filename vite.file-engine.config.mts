import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import { dependencies, optionalDependencies } from './package.json'
import { forStarter } from './vite.for-starter.mts'

// The engine for files once more, as one script (bin/file-engine.cjs): of a script, unlike of a module, Node takes back what was compiled before.
// Live sessions have an engine of their own: what is loaded for one alone stays out. So does what grades, which is taken from that other build: were it in the script, whatever it shares with
// the rest would be wrapped in functions.
const LIVE = /\/(?:open-live|probe)$/
const GRADING = { id: '../node/grading.js', external: true } as const

export default defineConfig({
  plugins: [{ name: 'one-script', enforce: 'pre', resolveId: (id) => (id === './capture-grading' ? GRADING : undefined) }, forStarter()],
  ssr: { target: 'node', noExternal: true, external: Object.keys({ ...dependencies, ...optionalDependencies }) },
  build: {
    ssr: true, target: 'node20', outDir: 'out/file', emptyOutDir: true, minify: false,
    rollupOptions: {
      input: { engine: 'src/main/engine/index.ts' },
      external: [...builtinModules, /^node:/, LIVE],
      // Constants stay `const`: V8 then compiles their values, and their fields, into the code.
      output: { format: 'cjs', topLevelVar: false, codeSplitting: false, entryFileNames: '[name].js' }
    }
  }
})
