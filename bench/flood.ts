import { flood } from '../test/netns/flood'

// The load: connections one after the other, as fast as one thread can. Prints what it did, and the CPU that took it, as JSON.
const connections = Number(process.argv[2] ?? 20_000)
const payload = Number(process.argv[3] ?? 64)
const before = process.cpuUsage()
const ms = flood({ connections, payload })
const { user, system } = process.cpuUsage(before)
process.stdout.write(`${JSON.stringify({ connections, ms, cpuMs: (user + system) / 1000 })}\n`)

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
