// A host that starts a lab and is then killed by the test: it says the numbers of what it started, one line of JSON.
import { spawn } from 'node:child_process'

const [namespace, whose] = process.argv.slice(2)
const first = 'require("child_process").spawn("sleep", ["1000"], { stdio: "ignore", detached: true }); setInterval(() => {}, 1000); console.log("up")'
const child = spawn(namespace, [whose, process.execPath, '-e', first], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
child.stdout.once('data', () => console.log(JSON.stringify({ namespace: child.pid })))
