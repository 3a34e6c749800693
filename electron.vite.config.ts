import { defineConfig } from 'electron-vite'
import vue from '@vitejs/plugin-vue'

// Lowered so that the very build that ships also runs on the oldest runtime the tests can have; no conditional in the product.
// Targets are strings: an array would be merged with electron-vite's default, which oxc refuses.
const node = { build: { target: 'node10' } }

export default defineConfig({
  main: node,
  preload: node,
  renderer: { plugins: [vue()], build: { target: 'chrome83', cssMinify: 'lightningcss', minify: true, chunkSizeWarningLimit: 2000 } }
})
