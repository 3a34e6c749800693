import type { Plugin } from 'vite'

/** What bin/compiled.cjs loads: in ASCII, of which a byte is kept for each character, and with what is loaded later from packages loaded by the starter, because a script by itself does not know how. */
export const forStarter = (): Plugin => ({ name: 'for-starter', renderChunk: (code) => ascii(code.replaceAll(' import("', ' importModule("')) })

const ascii = (code: string): string => code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
