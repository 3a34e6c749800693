import type { Plugin } from 'vite'

/** What bin/compiled.cjs loads: what is loaded later from packages is loaded by the starter, because a script by itself does not know how. */
export const forStarter = (): Plugin => ({ name: 'for-starter', renderChunk: (code) => code.replaceAll(' import("', ' importModule("') })
