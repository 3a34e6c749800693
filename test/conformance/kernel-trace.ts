import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** One state change as the kernel itself traced it (trace event sock:inet_sock_set_state, net/ipv4/af_inet.c). */
export interface TracedChange {
  readonly localPort: number
  readonly remotePort: number
  readonly from: string
  readonly to: string
}

/**
 * The independent judge: the kernel's own trace of every TCP state change on this machine, in a trace instance of its own that is removed again.
 * Needs root and tracefs. The file system is mounted in a mount namespace that ends with the tracer.
 */
const TRACER = `
set -e
mount -t tracefs nodev /mnt
instance=/mnt/instances/twlab-$$
mkdir $instance
finish() {
  echo 0 > $instance/tracing_on
  tries=0
  while [ $tries -lt 100 ] && grep -q inet_sock_set_state $instance/trace; do tries=$((tries + 1)); sleep 0.05; done
  kill $reader || true
  wait $reader || true
  rmdir $instance
}
echo 16384 > $instance/buffer_size_kb
echo "$1" > $instance/events/sock/inet_sock_set_state/filter
echo 1 > $instance/events/sock/inet_sock_set_state/enable
cat $instance/trace_pipe &
reader=$!
echo ready
read -r _ || true
finish
`

export class KernelTrace {
  private readonly changes: TracedChange[] = []
  private readonly ended: Promise<unknown>

  private constructor(private readonly child: ReturnType<typeof spawn>, lines: ReturnType<typeof createInterface>) {
    this.ended = once(child, 'close')
    lines.on('line', (line) => this.take(line))
  }

  /** @param ports only connections with one of these are traced: whatever else this machine does would flood the trace */
  static async start(ports: readonly number[]): Promise<KernelTrace> {
    const filter = ports.flatMap((port) => [`sport==${port}`, `dport==${port}`]).join('||')
    const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', TRACER, 'tracer', filter], { stdio: ['pipe', 'pipe', 'inherit'] })
    if (child.stdout === null) throw new Error('bug: no output')
    const lines = createInterface({ input: child.stdout })
    const [first] = (await Promise.race([once(lines, 'line'), once(child, 'close').then(() => ['the tracer ended'])])) as [string]
    if (first !== 'ready') throw new Error(`no trace: ${first}`)
    return new KernelTrace(child, lines)
  }

  /** Ends the trace. @returns every change seen, by `localPort-remotePort`, in the kernel's order */
  async stop(): Promise<ReadonlyMap<string, readonly TracedChange[]>> {
    this.child.stdin?.end()
    await this.ended
    return group(this.changes)
  }

  private take(line: string): void {
    const match = /inet_sock_set_state: .*protocol=IPPROTO_TCP sport=(\d+) dport=(\d+) .*oldstate=TCP_(\w+) newstate=TCP_(\w+)/.exec(line)
    if (match) this.changes.push({ localPort: Number(match[1]), remotePort: Number(match[2]), from: match[3] ?? '', to: match[4] ?? '' })
  }
}

function group(changes: readonly TracedChange[]): ReadonlyMap<string, readonly TracedChange[]> {
  const groups = new Map<string, TracedChange[]>()
  for (const change of changes) {
    const key = `${change.localPort}-${change.remotePort}`
    const known = groups.get(key)
    if (known) known.push(change)
    else groups.set(key, [change])
  }
  return groups
}

const NAMES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'ESTABLISHED', SYN_RECV: 'SYN-RECEIVED', FIN_WAIT1: 'FIN-WAIT-1', FIN_WAIT2: 'FIN-WAIT-2', CLOSE: 'CLOSED', CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK', CLOSING: 'CLOSING'
}

/** The states each end entered, in RFC 9293's words: a step to where it is already (shutdown, then close) is none, and SYN-SENT comes before the port. */
export const fromKernelTrace = (changes: ReadonlyMap<string, readonly TracedChange[]>): ReadonlyMap<string, readonly string[]> =>
  new Map([...changes].map(([key, list]) => [key, list.filter(({ from, to }) => from !== to && NAMES[to] !== undefined).map(({ to }) => NAMES[to] ?? to)]))
