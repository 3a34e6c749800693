import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Finished {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  /** Wall time, ms. */
  readonly ms: number
  /** Most memory it held at once, bytes (VmHWM of proc_pid_status(5), looked at every PEAK_MS: what it takes in its last moments may be missed). */
  readonly peak: number
}

const PEAK_MS = 10

/** Runs a program to its end, at most so long. */
export function run(command: string, args: readonly string[], limitMs: number, env: NodeJS.ProcessEnv = process.env): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL', env })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text })
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text })
    let peak = 0
    const watch = setInterval(() => { peak = peakOf(child.pid) ?? peak }, PEAK_MS)
    child.on('error', reject)
    child.on('exit', () => clearInterval(watch))
    child.on('close', (code) => resolve({ stdout, stderr, code, ms: performance.now() - began, peak }))
  })
}

/** @returns undefined when it has ended */
export function peakOf(pid: number | undefined): number | undefined {
  try {
    const kilobytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

/** The same inside user, network and pid namespaces of its own, with `lo` up. */
export const runInside = (command: string, args: readonly string[], limitMs: number): Promise<Finished> =>
  run('unshare', ['--user', '--map-root-user', '--net', '--pid', '--fork', '--mount-proc', '--kill-child', '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh', command, ...args], limitMs)

/** CPU time of a process so far, ms (proc_pid_stat(5), utime and stime; USER_HZ is 100 on Linux). */
export function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}
