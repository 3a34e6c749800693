import type { Installation } from './installation'

/**
 * Where the engine runs. `sandbox`: in its own user, network and pid namespaces. `root`: the same without a user namespace, for root in a
 * container that forbids it. `host`: beside us, in the machine's own network, reading only. `file`: beside us, for a capture file.
 */
export type Starter = 'sandbox' | 'root' | 'host' | 'file'

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** What decides which Node runs the engine. */
export interface Runtime {
  readonly env: NodeJS.ProcessEnv
  readonly execPath: string
  /** True in Electron, whose executable is Node only when told so. */
  readonly electron: boolean
}

export const currentRuntime = (): Runtime => ({ env: process.env, execPath: process.execPath, electron: process.versions.electron !== undefined })

/**
 * The program that starts the engine. `TWLAB_NODE` names another Node; NODE_OPTIONS are for our caller's programs, not for the engine. Nor are certificates of one's own: Node reads and
 * checks all of them at its start, 36 ms for a system's usual bundle, and the engine speaks TLS with nobody.
 */
export function starterCommand(starter: Starter, installation: Installation, runtime: Runtime, engineArgs: readonly string[] = []): Command {
  const { NODE_OPTIONS: _options, NODE_EXTRA_CA_CERTS: _certificates, ...env } = runtime.env
  const own = runtime.env['TWLAB_NODE']
  const node = own ?? runtime.execPath
  const program = starter === 'file' ? [node, installation.fileEngine, ...engineArgs, '--file'] : [node, installation.engine, ...engineArgs]
  const childEnv = own === undefined && runtime.electron ? { ...env, ELECTRON_RUN_AS_NODE: '1' } : env
  return { ...through(starter, installation, program), env: childEnv }
}

function through(starter: Starter, installation: Installation, program: readonly string[]): Omit<Command, 'env'> {
  switch (starter) {
    case 'sandbox': return { command: installation.namespace, args: ['user', ...program] }
    case 'root': return { command: installation.namespace, args: ['root', ...program] }
    case 'host':
    case 'file': return { command: program[0] ?? '', args: program.slice(1) }
  }
}
