import { readFile } from 'node:fs/promises'
import { protocol } from 'electron'
import { contentPolicy, pageFiles, PERMISSIONS_POLICY } from '../desk/page-files'

const SCHEME = 'app'
const HOST = 'lab'
/** The window's page. A scheme of its own instead of file://: the page is not of the same origin as any file of this machine. */
export const PAGE_URL = `${SCHEME}://${HOST}/index.html`

/** Before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } }])
}

/** Whether an address is of our page. (URL.origin is 'null' for every scheme that Node does not know, so it tells nothing.) */
export function isOurPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host } = new URL(address)
  return protocol === `${SCHEME}:` && host === HOST
}

/** Serves exactly the built window's files, each with the policy. */
export async function servePage(root: string): Promise<void> {
  const files = await pageFiles(root)
  protocol.handle(SCHEME, async ({ method, url }) => {
    const { host, pathname } = new URL(url)
    const file = method === 'GET' && host === HOST ? files.get(pathname) : undefined
    if (file === undefined) return new Response('not found', { status: 404, headers: { 'content-type': 'text/plain' } })
    return new Response(new Uint8Array(await readFile(file.path)), {
      headers: { 'content-type': file.type, 'content-security-policy': contentPolicy(), 'permissions-policy': PERMISSIONS_POLICY, 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' }
    })
  })
}
