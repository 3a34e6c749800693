import type { AddressId } from '../../../shared/model/address'

/** An exact question to the kernel: which socket has this name, and in which state is it? */
export interface Lookup {
  readonly local: AddressId
  readonly localPort: number
  readonly remote: AddressId
  readonly remotePort: number
}
