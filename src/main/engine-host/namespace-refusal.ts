import { quoted, shellWord } from '../../shared/base/quoted'
import type { Failure } from '../../shared/base/result'
import { installCommand } from '../../shared/ipc/failure'

/** What /proc/sys said; undefined where the file does not exist. Read when a namespace could not be made, and by the doctor. */
export interface NamespaceSysctls {
  /** kernel.unprivileged_userns_clone (a patch of Debian and others). */
  readonly userNamespaceClone: string | undefined
  /** kernel.apparmor_restrict_unprivileged_userns (Ubuntu 23.10 and later). */
  readonly apparmorRestricts: string | undefined
  /** user.max_*_namespaces, by the kind's name. */
  readonly maxima: Readonly<Record<string, string | undefined>>
}

export const NAMESPACE_KINDS = ['user', 'net', 'pid', 'mnt'] as const

/** Installs the profile that allows this program alone what Ubuntu forbids by default; see the file itself. */
export const apparmorRemedy = (root: string): string =>
  `sed ${quoted(`s|@ROOT@|${root}|`)} ${shellWord(`${root}/resources/apparmor/timewait-lab`)} | sudo tee /etc/apparmor.d/timewait-lab >/dev/null && sudo apparmor_parser -r /etc/apparmor.d/timewait-lab`

/**
 * Tells the reasons apart for which Linux refuses the laboratory its namespaces, by the words of unshare(1) and setpriv(1) and by sysctls.
 * @param errors what bin/lab-namespace and the programs behind it wrote to standard error
 * @returns undefined when the words are about something else
 */
export function namespaceRefusal(errors: string, sysctls: NamespaceSysctls, root: string): Failure | undefined {
  const line = /\S*(?:unshare|setpriv|lab-namespace): .*/.exec(errors)?.[0].trim()
  // unshare is there, and what it was to run is not: that is about the program (TWLAB_NODE).
  if (line === undefined || line.startsWith('unshare: failed to execute')) return undefined
  if (/not found|No such file|unrecognized option|invalid option|Usage/i.test(line)) {
    return { code: 'no-unshare', said: line, remedy: installCommand('util-linux') }
  }
  if (/No space left on device|Too many users/.test(line)) return limitReached(line, sysctls)
  if (/Invalid argument|Function not implemented/.test(line)) return { code: 'no-user-namespaces', said: line }
  if (/Operation not permitted|Permission denied/.test(line)) return notPermitted(line, sysctls, root)
  return undefined
}

/** ENOSPC: the number of namespaces is limited, mostly to none (user_namespaces(7)). */
function limitReached(line: string, sysctls: NamespaceSysctls): Failure {
  const none = NAMESPACE_KINDS.filter((kind) => sysctls.maxima[kind] === '0')
  const kinds = none.length > 0 ? none : ['user' as const]
  return { code: 'user-namespaces-zero', said: line, remedy: `sudo sysctl -w ${kinds.map((kind) => `user.max_${kind}_namespaces=15000`).join(' ')}` }
}

function notPermitted(line: string, sysctls: NamespaceSysctls, root: string): Failure {
  if (sysctls.userNamespaceClone === '0') {
    return { code: 'no-user-namespaces', said: line, remedy: 'sudo sysctl -w kernel.unprivileged_userns_clone=1' }
  }
  // Under AppArmor's restriction the namespace itself is made; what needs a capability in it fails first, which is writing uid_map.
  if (sysctls.apparmorRestricts === '1') return { code: 'apparmor-restricts', said: line, remedy: apparmorRemedy(root) }
  // Neither sysctl forbids it: a container's seccomp filter, or its masked /proc (mount_namespaces(7): a masked /proc cannot be mounted anew).
  return { code: 'seccomp-forbids', said: line }
}
