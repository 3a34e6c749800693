import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { builtIn } from './vite.built-in.mts'

// Five levels, five projects. `netns` is started inside its own namespaces by scripts/test.mjs; the others run anywhere.
const project = (name: string, include: string[], more: object = {}, plugins: readonly Plugin[] = []) => ({ plugins: [builtIn(), ...plugins], test: { name, include, passWithNoTests: false, ...more } })

export default defineConfig({
  test: {
    // What a program under test says of what it was asked to refuse is of interest where a test fails.
    silent: 'passed-only',
    projects: [
      // Modules are loaded once a thread, not once a file: half of the time was that. The limit is for property tests on a busy machine.
      project('pure', ['test/shared/**/*.test.ts', 'test/main/**/*.test.ts', 'test/renderer/**/*.test.ts', 'test/scripts/**/*.test.ts'], { pool: 'threads', isolate: false, testTimeout: 120_000, hookTimeout: 60_000 }, [vue()]),
      project('netns', ['test/netns/**/*.test.ts'], { testTimeout: 90_000, hookTimeout: 30_000 }),
      // Mostly waiting: for TIME-WAITs, for judges. So more files at once than processors.
      project('conformance', ['test/conformance/**/*.test.ts'], { testTimeout: 150_000, hookTimeout: 60_000, maxWorkers: 3, isolate: false }),
      // Four laboratories at once wait for their TIME-WAITs for a minute: meanwhile the causes are taken away, three at a time.
      project('experiments', ['test/experiments/**/*.test.ts'], { testTimeout: 120_000, hookTimeout: 60_000, maxWorkers: 2, maxConcurrency: 3 }),
      // Two at a time: each waits for its engine, its kernel and its page by turns.
      project('e2e', ['test/e2e/**/*.test.ts'], { testTimeout: 180_000, hookTimeout: 120_000, maxWorkers: 2, isolate: false, globalSetup: ['test/e2e/support/bring-runtime.ts'] }),
      // Apart from e2e, because Spectron is archived: its packages are its own (test/spectron/package.json), and it can go without anything else changing.
      project('spectron', ['test/spectron/*.test.mjs'], { testTimeout: 120_000, hookTimeout: 120_000, fileParallelism: false })
    ]
  }
})
