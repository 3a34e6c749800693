import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const AS_NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']

/** Runs as somebody without any rights. Put before a command; needs root. */
export const asNobody = AS_NOBODY

/** The checkout where nobody can read it: in place, or, when it lies in somebody's private folder, hard-linked elsewhere. */
export function readableRoot(): { readonly root: string; readonly remove: (() => void) | undefined } {
  if (spawnSync(AS_NOBODY[0] ?? '', [...AS_NOBODY.slice(1), 'test', '-r', join(ROOT, 'bin/twlab.cjs')]).status === 0) return { root: ROOT, remove: undefined }
  const root = mkdtempSync(join(tmpdir(), 'twlab-root-'))
  execFileSync('chmod', ['755', root])
  for (const part of ['bin', 'out', 'resources', 'package.json']) cpSync(join(ROOT, part), join(root, part), { recursive: true })
  const linked = spawnSync('cp', ['-al', join(ROOT, 'node_modules'), root])
  // Not within one file system: then truly copied.
  if (linked.status !== 0) execFileSync('cp', ['-a', join(ROOT, 'node_modules'), root])
  return { root, remove: () => execFileSync('rm', ['-rf', root]) }
}
