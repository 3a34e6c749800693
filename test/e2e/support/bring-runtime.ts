import { fetchRuntime } from '../../runtime/fetch.mjs'

/** Once, before files that run side by side would both bring it. */
export default (): void => {
  fetchRuntime()
}
