/** One end's address and port, as people write it: `127.0.0.1:41234`, `[::1]:41234`. The form of every public endpoint. */
export type Endpoint = string

export const formatEndpoint = (address: string, port: number): Endpoint => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)

/** @returns undefined when the text is not `a.b.c.d:port` or `[v6]:port` with a port of 0..65535 */
export function parseEndpoint(text: Endpoint): { readonly address: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text)
  if (!match) return undefined
  const port = Number(match[3])
  const address = match[1] ?? match[2]
  return address === undefined || port > 65535 ? undefined : { address, port }
}
