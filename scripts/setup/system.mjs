import { spawnSync } from 'node:child_process'
import { runQuietly } from './run.mjs'
import { words } from './words.mjs'

/** Debian's names; after a bar, what newer releases (and Ubuntu) call the same. */
const PACKAGES = {
  run: ['libpcap0.8|libpcap0.8t64', 'iproute2', 'util-linux', 'nftables', 'netcat-openbsd'],
  test: [
    'tshark', 'wireshark-common', 'tcpdump', 'strace', 'procps', 'chromium', 'chromium-headless-shell', 'xvfb', 'libgtk-3-0|libgtk-3-0t64', 'libnss3', 'libasound2|libasound2t64', 'libgbm1', 'libxss1',
    'libxtst6', 'fonts-noto-cjk', 'curl', 'python3', 'python3-pip'
  ]
}

/**
 * Brings what the system must have: installs it as root on a Debian, otherwise says the one command that does. On other systems nothing is
 * said: `twlab doctor` finds what is missing there.
 */
export async function installSystemPackages(level) {
  const wanted = level === 'test' ? [...PACKAGES.run, ...PACKAGES.test] : PACKAGES.run
  const status = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], { encoding: 'utf8' })
  if (status.status !== 0) return
  const missing = missingPackages(wanted, status.stdout)
  if (missing.length === 0) return
  if (process.getuid() !== 0) {
    process.stderr.write(`twlab: ${words.systemByHand(`sudo apt-get update && sudo apt-get install -y --no-install-recommends ${choose(missing, offered).join(' ')}`)}\n`)
    return
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await runQuietly('apt-get', ['update', '-qq'], '/', env)
  const names = choose(missing, offered)
  process.stderr.write(`twlab: ${words.system(names.join(' '))}\n`)
  await runQuietly('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], '/', env)
}

/** Those of which no name is installed. @param {string} status lines `package status` */
export function missingPackages(wanted, status) {
  const installed = new Set(status.split('\n').filter((line) => line.endsWith(' installed')).map((line) => line.split(' ')[0]))
  return wanted.filter((names) => !names.split('|').some((name) => installed.has(name)))
}

/** The name this release has; the first one where that cannot be told. @param {(name: string) => boolean} isOffered */
export const choose = (missing, isOffered) =>
  missing.map((names) => {
    const all = names.split('|')
    return all.length === 1 ? all[0] : all.find(isOffered) ?? all[0]
  })

/** A package of its own, not only a name that others provide. */
function offered(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' })
  return /Candidate: (?!\(none\))/.test(stdout ?? '')
}
