import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'
import { builtIn } from './vite.built-in.mts'

// Lowered so that the very build that ships also runs on the oldest runtime the tests can have; no conditional in the product.
// Everything but electron is bundled: dependencies are lowered too, and those that are ES modules need no require().
// (`build.target` takes only Node's versions here, and Node 10's would lower what Chrome 83 has, with a warning for each BigInt.)
const license = { fileName: 'licences.json' }
// Class fields are set, not defined: lowered, each would be defined by a call of a helper, which was two fifths of the time that the window takes for a large file.
const assumptions = { setPublicClassFields: true }
const main = { plugins: [builtIn()], build: { license, externalizeDeps: false, rolldownOptions: { transform: { target: 'chrome83', assumptions } } } }

export default defineConfig({
  main,
  preload: main,
  renderer: { plugins: [vue()], build: { license, target: 'chrome83', rolldownOptions: { transform: { assumptions } }, cssMinify: 'lightningcss', minify: true, chunkSizeWarningLimit: 2000 } }
})
