import { eventText } from '../model/event-text'
import type { TextWriter } from './text-writer'

const LISTS = ['"transitions":[', '"connections":['] as const

/**
 * One JSON value: `{ "session", "transitions": […], "connections": […], "result" }`, each part as in the public stream. Written as the events come: a session tells its
 * transitions first, and its connections at the end.
 */
export function jsonWriter(): TextWriter {
  let session = 'null'
  let list = -1
  let items = 0
  let result = 'null'
  /** Ends the lists before the wanted one. */
  const enter = (wanted: number): string => {
    let text = ''
    while (list < wanted) {
      text += list < 0 ? `{\n"session":${session},\n` : '\n],\n'
      text += LISTS[++list] ?? ''
      items = 0
    }
    return text
  }
  const item = (wanted: number, json: string): string => `${enter(wanted)}${items++ === 0 ? '\n' : ',\n'}${json}`
  return {
    take: (event) => {
      if (event.type === 'session') session = eventText(event)
      if (event.type === 'result') result = eventText(event)
      if (event.type === 'transition' && list < 1) return item(0, eventText(event))
      return event.type === 'connection' ? item(1, eventText(event)) : ''
    },
    finish: () => `${enter(1)}\n],\n"result":${result}\n}\n`
  }
}
