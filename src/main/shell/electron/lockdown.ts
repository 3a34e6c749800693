import { app, session } from 'electron'

/** For every page, whichever it is and however it came about: it goes nowhere, opens nothing, embeds nothing. Before the app is ready. */
export function lockPages(): void {
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => {
      refused('a new window')
      return { action: 'deny' }
    })
    contents.on('will-navigate', (event) => refuse(event, 'a navigation'))
    contents.on('will-redirect', (event) => refuse(event, 'a redirect'))
    contents.on('will-attach-webview', (event) => refuse(event, 'a webview'))
  })
}

/** What a page consists of: our scheme, and what it makes itself. `devtools:` is where an inspector, started on purpose, takes its own parts from. */
const LOCAL_SCHEMES: ReadonlySet<string> = new Set(['app:', 'blob:', 'data:', 'devtools:'])

/** No camera, no position, no notifications, no clipboard reading, no device; and not one request leaves this machine, whatever a page's policy says. When the app is ready. */
export function lockSession(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    refused(`the permission ${permission}`)
    answer(false)
  })
  defaultSession.setPermissionCheckHandler(() => false)
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !LOCAL_SCHEMES.has(new URL(url).protocol)
    if (cancel) refused('a request to the network or to a file')
    answer({ cancel })
  })
}

function refuse(event: { preventDefault(): void }, what: string): void {
  event.preventDefault()
  refused(what)
}

/** Without the address: that is somebody else's text. */
const refused = (what: string): void => console.error(`window: ${what} was refused`)
