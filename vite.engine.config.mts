import { builtinModules } from 'node:module'
import { defineConfig } from 'vite'
import { dependencies, optionalDependencies } from './package.json'
import { forStarter } from './vite.for-starter.mts'
import { builtIn } from './vite.built-in.mts'

// The engine and the command line run under plain Node >= 20: apart from the Electron build, so that their hot paths stay native.
// What has binaries, or looks for files of its own, stays a package, and is a dependency of the installed program; all else is bundled, and a dependency of the build alone:
// to find and to read two hundred small files is a good part of a start.
const external = Object.keys({ ...dependencies, ...optionalDependencies })

export default defineConfig({
  plugins: [builtIn(), forStarter()],
  ssr: { target: 'node', noExternal: true, external },
  build: {
    ssr: true, target: 'node20', outDir: 'out/node', emptyOutDir: true, minify: false, license: { fileName: 'licences.json' },
    rollupOptions: {
      input: { engine: 'src/main/engine/index.ts', grading: 'src/main/engine/capture-grading.ts', twlab: 'src/main/shell/cli/index.ts' },
      external: [...builtinModules, /^node:/],
      // Constants stay `const`: V8 then compiles their values, and their fields, into the code.
      output: { format: 'cjs', topLevelVar: false, entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' }
    }
  }
})
