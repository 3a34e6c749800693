import type { Language } from '../../../shared/ipc/engine'
import { BROWSER_TEXT } from './text'

/** Why a page is not the window. */
export type Refusal = 'used-token' | 'foreign-host' | 'not-found'

/**
 * A page of its own, without the window's files: whoever is refused gets none of them. Says what happened and what to do.
 * @param port of this shell; the address shown is never the one that was asked for
 */
export function refusalPage(refusal: Refusal, port: number, language: Language): string {
  const text = BROWSER_TEXT[language]
  const home = `http://127.0.0.1:${port}/`
  switch (refusal) {
    case 'used-token': return page(language, text.usedTitle, [
      paragraph(text.usedWhy), `<p class="do">${text.usedNow}</p>`, paragraph(text.usedRestart), `<pre>twlab serve --port ${port}</pre>`
    ])
    case 'foreign-host': return page(language, text.hostTitle, [paragraph(text.hostWhy), `<pre>${home}</pre>`])
    case 'not-found': return page(language, text.missingTitle, [paragraph(text.missingWhy), `<pre><a href="/">${home}</a></pre>`])
  }
}

/** What a browser shows after following an address from another site: its strict cookie goes with the next request, which this page makes. */
export const onwardPage = (language: Language): string =>
  page(language, 'TIME_WAIT Lab', [], '<meta http-equiv="refresh" content="0;url=/">')

const paragraph = (text: string): string => `<p>${text}</p>`

const STYLE = `:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-content:center;font:16px/1.55 system-ui,"Noto Sans","Noto Sans CJK KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;
background:#f6f7f9;color:#1b2430}
main{max-width:36rem;margin:2rem;padding:2rem 2.25rem;border-top:6px solid #c2187e;background:#fff;border-radius:4px}
h1{font-size:1.35rem;line-height:1.3;margin:0 0 1rem;text-wrap:balance}p{margin:0 0 1rem}.do{font-weight:600}
pre{margin:0 0 1rem;padding:.6rem .8rem;background:#eceff3;border-radius:3px;overflow-x:auto;font:14px/1.4 ui-monospace,"DejaVu Sans Mono",monospace;user-select:all}
small{color:#5a6675}
@media (prefers-color-scheme:dark){body{background:#12161c;color:#e6eaf0}main{background:#1b212a}pre{background:#0d1116}a{color:#8fb8ff}small{color:#9aa7b8}}`

function page(language: Language, title: string, body: readonly string[], head = ''): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">${head}<title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${body.join('')}<small>TIME_WAIT Lab</small></main></body></html>
`
}
