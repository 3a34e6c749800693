import { readdir } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export interface PageFile {
  readonly path: string
  readonly type: string
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.json': 'application/json'
}

/**
 * The built window's files by their URL path (`/`, `/index.html`, `/assets/index-….js`), read once. A request is answered from this table alone,
 * so no spelling of a path (`..`, `%2e`, `\`, links) reaches any other file. Kinds of file that a page does not load (source maps) are left out.
 */
export async function pageFiles(root: string): Promise<ReadonlyMap<string, PageFile>> {
  const entries = await readdir(root, { withFileTypes: true })
  const files = new Map<string, PageFile>()
  for (const entry of entries) {
    const path = join(root, entry.name)
    if (entry.isDirectory()) {
      for (const [url, file] of await pageFiles(path)) if (url !== '/') files.set(`/${entry.name}${url}`, file)
      continue
    }
    const type = TYPES[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    files.set(`/${entry.name.split(sep).join('/')}`, { path, type })
    if (entry.name === 'index.html') files.set('/', { path, type })
  }
  return files
}

/**
 * What the page may load and reach: itself alone. Styles in attributes are allowed, because charts set them in the HTML of their tooltips;
 * scripts are not, neither inline nor from strings.
 * @param connect more that it may connect to: the socket of the browser shell
 */
export const contentPolicy = (connect: readonly string[] = []): string =>
  [
    "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self'",
    ['connect-src', "'self'", ...connect].join(' '), "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"
  ].join('; ')

/** What a browser may grant to pages, and this one never asks for (the features of the Permissions Policy standard, by their names in Chromium). */
const NEVER = [
  'accelerometer', 'bluetooth', 'camera', 'clipboard-read', 'display-capture', 'encrypted-media', 'gamepad', 'geolocation', 'gyroscope', 'hid', 'idle-detection', 'local-fonts', 'magnetometer',
  'microphone', 'midi', 'payment', 'picture-in-picture', 'publickey-credentials-get', 'screen-wake-lock', 'serial', 'usb', 'xr-spatial-tracking'
] as const

/** The Permissions-Policy header: the page, and whatever might be in it, is refused each of these without anybody being asked. */
export const PERMISSIONS_POLICY: string = NEVER.map((feature) => `${feature}=()`).join(', ')
