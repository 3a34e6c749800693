import { createHash, randomBytes } from 'node:crypto'

/** Addresses printed and not visited yet; printing one more ends the oldest. */
const OPEN_TOKENS = 4
/** Browsers let in; one more ends the oldest. */
const COOKIES = 16

/**
 * Who may use the shell. A token stands in the printed address and is good for one visit, which exchanges it for a cookie; the cookie never
 * stands in an address, a history or a log. Kept as digests, so that looking one up takes no longer the more of it is right.
 */
export class Access {
  private readonly tokens = new Set<string>()
  private readonly cookies = new Set<string>()
  private readonly cookieName: string

  /** @param port cookies are shared by all ports of a host: its number in the name keeps two shells apart */
  constructor(port: number) {
    this.cookieName = `twlab-${port}`
  }

  /** 256 random bits, for one visit. */
  newToken(): string {
    return remember(this.tokens, OPEN_TOKENS)
  }

  /** @returns the value of the Set-Cookie header; undefined for a token that was used already or never printed */
  redeem(token: string): string | undefined {
    if (!this.tokens.delete(digest(token))) return undefined
    return `${this.cookieName}=${remember(this.cookies, COOKIES)}; Path=/; HttpOnly; SameSite=Strict`
  }

  /** @param header the request's Cookie header */
  admits(header: string | undefined): boolean {
    const prefix = `${this.cookieName}=`
    const ours = (header ?? '').split(/; */).filter((pair) => pair.startsWith(prefix))
    return ours.some((pair) => this.cookies.has(digest(pair.slice(prefix.length))))
  }
}

function remember(secrets: Set<string>, limit: number): string {
  const secret = randomBytes(32).toString('base64url')
  secrets.add(digest(secret))
  for (const oldest of secrets) {
    if (secrets.size <= limit) break
    secrets.delete(oldest)
  }
  return secret
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64')

/**
 * Whether a request was meant for us. A name that an attacker's DNS points at 127.0.0.1 comes with that name in Host (DNS rebinding); a page of
 * another origin comes with that origin in Origin.
 */
export class Origins {
  private readonly hosts: readonly string[]

  constructor(port: number) {
    // A browser leaves the default port out.
    this.hosts = ['127.0.0.1', 'localhost'].flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
  }

  hostIsOurs(host: string | undefined): host is string {
    return host !== undefined && this.hosts.includes(host)
  }

  /** Required where something is done: a WebSocket, a POST. Browsers always send it there. */
  originIsOurs(origin: string | undefined, host: string): boolean {
    return origin === `http://${host}`
  }

  /** For the page's policy: older browsers do not take `'self'` for a WebSocket. */
  get sockets(): readonly string[] {
    return this.hosts.map((host) => `ws://${host}`)
  }
}
