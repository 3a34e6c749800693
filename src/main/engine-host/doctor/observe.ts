import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { release } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import * as v from 'valibot'
import { findElectron } from '../electron-runtime'
import type { Installation } from '../installation'
import { readNamespaceSysctls, readProc } from '../machine'
import { namespaceRefusal } from '../namespace-refusal'
import { currentRuntime, starterCommand } from '../starters'
import { WANTED_SYSCTLS, type EngineProbe, type Observations, type SandboxSeen } from './observations'

/** ms for each program the doctor starts. */
const PATIENCE_MS = 15_000
const CAP_NET_RAW = 13n

/** Tries everything out, changing nothing: what is made is made in namespaces that are gone again. Takes up to a second, PATIENCE_MS at worst. */
export async function observe(installation: Installation): Promise<Observations> {
  const sandbox = await trySandbox(installation)
  const [engine, ss, nc, tshark] = await Promise.all([
    probeEngine(installation, sandbox), find('ss'), find('nc'), find('tshark')
  ])
  return {
    root: installation.root, platform: process.platform, release: release(), node: process.versions.node, sandbox, engine, programs: { ss, nc, tshark },
    apparmorRestricts: readNamespaceSysctls().apparmorRestricts === '1', capModule: hasCapModule(installation.root), captureOnHost: await mayCapture(), electron: findElectron(installation.root, process.env),
    display: process.env['WAYLAND_DISPLAY'] ?? process.env['DISPLAY'], browserShell: existsSync(join(installation.root, 'out/renderer/index.html'))
  }
}

interface Ran {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(command, args, { env, timeout: PATIENCE_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 20 }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
      resolve({ status, stdout, stderr: stderr === '' && error !== null ? error.message : stderr })
    })
  })
}

/** `key=value` lines, so that what one program says cannot be taken for another's. */
const INSIDE = `
echo inside=yes
if command -v ip >/dev/null; then ip link set lo up 2>/dev/null && echo loopback=up || echo loopback=down; fi
if command -v nft >/dev/null; then echo "nft=$(nft add table inet twlab_doctor 2>&1 | head -n 1)"; fi
for name; do if [ -w "/proc/sys/net/ipv4/$name" ]; then echo "sysctl=$name"; fi; done
`

async function trySandbox(installation: Installation): Promise<Observations['sandbox']> {
  if (process.platform !== 'linux') return { refused: { code: 'no-linux', of: process.platform } }
  const inside = (whose: string): Promise<Ran> => run(installation.namespace, [whose, 'sh', '-c', INSIDE, 'sh', ...WANTED_SYSCTLS])
  const first = await inside('user')
  if (first.stdout.startsWith('inside=yes')) return { seen: readInside('user', first.stdout) }
  const second = process.getuid?.() === 0 ? await inside('root') : undefined
  if (second?.stdout.startsWith('inside=yes') === true) return { seen: readInside('root', second.stdout) }
  const words = first.stderr.trim()
  return { refused: namespaceRefusal(words, readNamespaceSysctls(), installation.root) ?? { code: 'engine-start', said: words } }
}

function readInside(starter: SandboxSeen['starter'], stdout: string): SandboxSeen {
  const lines = stdout.split('\n').map((line) => line.split('=') as [string, string?])
  const all = (key: string): string[] => lines.filter(([name]) => name === key).map(([, value = '']) => value)
  const [loopback] = all('loopback')
  return { starter, loopback: loopback === undefined ? undefined : loopback === 'up', nft: all('nft')[0], sysctls: all('sysctl') }
}

const engineProbe = v.object({ libpcap: v.nullable(v.string()), sockDiag: v.boolean(), pty: v.boolean(), error: v.exactOptional(v.string()) })

/** Where no sandbox can be made the engine is tried beside us: what it needs is missing, or not, all the same. */
async function probeEngine(installation: Installation, sandbox: Observations['sandbox']): Promise<EngineProbe | undefined> {
  if (process.platform !== 'linux' || !existsSync(installation.engine)) return undefined
  const starter = !('seen' in sandbox) ? 'file' : sandbox.seen.starter === 'user' ? 'sandbox' : 'root'
  const { command, args, env } = starterCommand(starter, installation, currentRuntime(), ['--probe'])
  const { stdout, stderr } = await run(command, args, env)
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), engineProbe), stdout)
  return parsed.success ? parsed.output : { libpcap: null, sockDiag: false, pty: false, error: stderr.trim().slice(-500) }
}

async function find(program: string): Promise<string | undefined> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']) {
    const path = join(folder, program)
    if (folder !== '' && existsSync(path)) return realpath(path)
  }
  return undefined
}

function hasCapModule(root: string): boolean {
  try {
    return existsSync(join(dirname(createRequire(join(root, 'package.json')).resolve('cap/package.json')), 'build/Release/cap.node'))
  } catch {
    return false
  }
}

/** The engine that watches the host is a plain child: it has our capabilities, or those of the Node it runs on. */
async function mayCapture(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const { command, env } = starterCommand('host', { root: '', engine: '', fileEngine: '', namespace: '', resources: '' }, currentRuntime())
  const own = process.env['TWLAB_NODE'] === undefined ? readProc('/proc/self/status') : undefined
  const status = own ?? (await run(command, ['-e', "process.stdout.write(require('fs').readFileSync('/proc/self/status'))"], env)).stdout
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  return effective !== undefined && ((BigInt(`0x${effective}`) >> CAP_NET_RAW) & 1n) === 1n
}
