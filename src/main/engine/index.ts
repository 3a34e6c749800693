import { Session } from './session'
import { connectShell } from './shell-link'

// The engine: a child process without a window, in the laboratory's namespaces, on the machine (reading only), or for a file.
// Commands come from the inherited pipe alone; when it ends, so does this process, and with it everything in its pid namespace.

if (process.argv.includes('--probe')) {
  void import('./probe').then(({ probe }) => probe()).then((found) => process.stdout.write(`${JSON.stringify(found)}\n`))
} else {
  // A terminal's Ctrl-C reaches the whole foreground group: the program that runs here and the shell decide what it means.
  process.on('SIGINT', () => undefined)
  connectShell((link) => new Session(link), () => process.exit(0), process.argv.includes('--file') ? 'beside' : 'here')
}

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
