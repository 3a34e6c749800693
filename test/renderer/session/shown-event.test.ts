import { describe, expect, it } from 'vitest'
import { shownEvent, shownText } from '../../../src/renderer/src/session/shown-event'
import { HOSTILE, HOSTILE_SHOWN, hostileSession } from '../../hostile-session'
import { activeClose, header } from '../story'

describe('what the window shows of texts that others wrote', () => {
  it('is the text itself where nothing in it is to be obeyed, lines and tabs among it', () => {
    for (const text of ['여기서\n기다린다\t→', '', 'a'.repeat(100)]) expect(shownText(text)).toBe(text)
    for (const event of [header(), ...activeClose()]) expect(shownEvent(event)).toBe(event)
  })
  it('has control characters and marks that turn text around as text, line by line', () => {
    expect(shownText('one\r\n\u001b[2J\u202etwo')).toBe(String.raw`one\x0d` + '\n' + String.raw`\x1b[2J\u202etwo`)
    const shown = hostileSession().map((event) => JSON.stringify(shownEvent(event)))
    for (const text of shown) expect(text).not.toMatch(/\\u001b|\u009b|\u202e/)
    expect(shown.filter((text) => text.includes(JSON.stringify(HOSTILE_SHOWN).slice(1, -1))).length).toBe(hostileSession().filter((event) => JSON.stringify(event).includes(JSON.stringify(HOSTILE).slice(1, -1))).length)
  })
})
