import { describe, expect, it } from 'vitest'
import { installationAt } from '../../../src/main/engine-host/installation'
import { starterCommand, type Runtime } from '../../../src/main/engine-host/starters'

const installation = installationAt('/opt/lab')
const node: Runtime = { env: { HOME: '/home/mina', NODE_OPTIONS: '--inspect', NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt' }, execPath: '/usr/bin/node', electron: false }
const electron: Runtime = { ...node, execPath: '/opt/lab/timewait-lab', electron: true }

describe('what starts the engine', () => {
  it('a sandbox is entered through the one script that enters namespaces', () => {
    expect(starterCommand('sandbox', installation, node)).toEqual({
      command: '/opt/lab/bin/lab-namespace', args: ['user', '/usr/bin/node', '/opt/lab/bin/engine.cjs'], env: { HOME: '/home/mina' }
    })
    expect(starterCommand('root', installation, node).args[0]).toBe('root')
  })

  it("options and certificates for our caller's programs are not the engine's", () => {
    expect(Object.keys(starterCommand('file', installation, node).env)).toEqual(['HOME'])
  })

  it.each([['host', ['/opt/lab/bin/engine.cjs']], ['file', ['/opt/lab/bin/file-engine.cjs', '--file']]] as const)('for %s the engine is a plain child: %j', (starter, args) => {
    expect(starterCommand(starter, installation, node)).toMatchObject({ command: '/usr/bin/node', args: [...args] })
  })

  it("Electron's executable is told to be Node", () => {
    expect(starterCommand('file', installation, electron)).toMatchObject({ command: '/opt/lab/timewait-lab', env: { ELECTRON_RUN_AS_NODE: '1' } })
  })

  it('TWLAB_NODE names another Node, in Electron too', () => {
    const command = starterCommand('file', installation, { ...electron, env: { TWLAB_NODE: '/usr/local/bin/node' } })
    expect(command.command).toBe('/usr/local/bin/node')
    expect(command.env).not.toHaveProperty('ELECTRON_RUN_AS_NODE')
  })
})
