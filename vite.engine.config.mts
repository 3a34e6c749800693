import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import { dependencies, optionalDependencies } from './package.json'
import { builtIn } from './vite.built-in.mts'

// The engine and the command line run under plain Node >= 20: apart from the Electron build, so that their hot paths stay native.
const external = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)].filter((name) => name !== '@intlify/core')

export default defineConfig({
  plugins: [builtIn()],
  ssr: { target: 'node', external },
  build: {
    ssr: true, target: 'node20', outDir: 'out/node', emptyOutDir: true, minify: false, sourcemap: true, license: { fileName: 'licences.json' },
    rollupOptions: {
      input: { engine: 'src/main/engine/index.ts', twlab: 'src/main/shell/cli/index.ts' },
      external: [...builtinModules, /^node:/],
      // Constants stay `const`: V8 then compiles their values, and their fields, into the code.
      output: { format: 'esm', topLevelVar: false, entryFileNames: '[name].mjs', chunkFileNames: 'chunks/[name]-[hash].mjs' }
    }
  }
})
