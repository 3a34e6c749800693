import { AddressBook } from '../../shared/model/address'
import { ns } from '../../shared/base/brand'
import { loadPcap } from './capture/pcap-library'
import { SockDiag } from './kernel/sock-diag'
import { loadPty } from './lab/pseudo-terminal'

/** What `engine --probe` prints, for the doctor: native parts tried where they would be used. */
export interface Probe {
  /** libpcap's own name and version, or null with the reason in `error`. */
  readonly libpcap: string | null
  readonly sockDiag: boolean
  /** Pseudoterminals can be had. */
  readonly pty: boolean
  readonly error?: string
}

export async function probe(): Promise<Probe> {
  const { library, error } = loadPcap()
  const diag = SockDiag.open(new AddressBook(), () => ns(0))
  if (diag.ok) diag.value.close()
  const pty = await loadPty()
  const reasons = [error, diag.ok ? undefined : diag.error.said, pty.ok ? undefined : pty.error.said].filter((reason) => reason !== undefined)
  return { libpcap: library?.pcap_lib_version() ?? null, sockDiag: diag.ok, pty: pty.ok, ...(reasons.length === 0 ? {} : { error: reasons.join('; ') }) }
}
