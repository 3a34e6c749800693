import { spawnSync } from 'node:child_process'
import { ns } from '../src/shared/base/brand'
import { AddressBook } from '../src/shared/model/address'
import { SockDiag } from '../src/main/engine/kernel/sock-diag'
import { timeWaitCount } from '../src/main/engine/kernel/counters'
import { readSysctl, writeSysctl } from '../src/main/engine/kernel/sysctl'
import { raiseDescriptorLimit } from '../src/main/engine/native/process-limits'
import { flood } from '../test/netns/flood'
import { median } from './report'

// One full sample beside one `ss -tan`, with so many TIME-WAITs, inside a namespace of its own. Prints JSON.
const RUNS = 9
const timed = (work: () => void): number => {
  const began = performance.now()
  work()
  return performance.now() - began
}

raiseDescriptorLimit()
for (const [name, value] of [['net.ipv4.tcp_tw_reuse', '0'], ['net.ipv4.tcp_max_tw_buckets', '131072']] as const) {
  if (readSysctl(name).ok) writeSysctl(name, value)
}
const diag = SockDiag.open(new AddressBook(), () => ns(Math.round(performance.now() * 1e6)))
if (!diag.ok) throw new Error(JSON.stringify(diag.error))
const results = []
for (const count of [10, 1_000, 28_000]) {
  flood({ connections: count - timeWaitCount() })
  const ours: number[] = []
  const peers: number[] = []
  let rows = 0
  for (let i = 0; i < RUNS; i++) {
    ours.push(timed(() => { rows = diag.value.dump(true).count }))
    peers.push(timed(() => spawnSync('ss', ['-tan'], { maxBuffer: 64 * 1024 * 1024 })))
  }
  results.push({ count, rows, ours: median(ours), peer: median(peers) })
}
process.stdout.write(`${JSON.stringify(results)}\n`)
diag.value.close()

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
