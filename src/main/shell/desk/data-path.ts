import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type Env = Readonly<Record<string, string | undefined>>

/** `$XDG_DATA_HOME/timewait-lab/NAME`, else `~/.local/share/timewait-lab/NAME`; before both the variable `own`, where it is set. Relative values are ignored, as XDG asks. */
export function dataPath(name: string, env: Env, home: string = homedir(), own?: string): string {
  const set = own === undefined ? undefined : env[own]
  if (set !== undefined && isAbsolute(set)) return set
  const data = env['XDG_DATA_HOME']
  return join(data !== undefined && isAbsolute(data) ? data : join(home, '.local', 'share'), 'timewait-lab', name)
}
