import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

/** The command that runs another one inside namespaces of its own; as root without user namespaces (a container) with root's own rights. */
export function netnsCommand(root, command) {
  const enter = join(root, 'bin/lab-namespace')
  const works = (whose) => spawnSync(enter, [whose, 'true']).status === 0
  const whose = works('user') || !works('root') ? 'user' : 'root'
  return [enter, whose, ...command]
}
