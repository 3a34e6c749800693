import { jsonText } from '../base/json-text'
import type { PacketCaptured, SessionEvent, TransitionObserved } from './events'

/**
 * An event as JSON (base/json-text). The two kinds that come by the hundred thousand are put together by hand, several times faster: nearly all of their values need no
 * escaping, because each is a number, a word of the contract, or an endpoint made of numbers. A fault's name was written by a person, and the ends of a transition
 * stand as they are in a recording, which may be anybody's.
 */
export function eventText(event: SessionEvent): string {
  switch (event.type) {
    case 'packet': return packetText(event)
    case 'transition': return transitionText(event)
    default: return jsonText(event)
  }
}

/** Printable ASCII, but for the two characters that JSON escapes. */
const PLAIN = /^[ !#-[\]-~]*$/
export const isPlain = (text: string): boolean => PLAIN.test(text)
const quoted = (text: string): string => (isPlain(text) ? `"${text}"` : jsonText(text))

const packetText = (e: PacketCaptured): string =>
  `{"type":"packet","at":${e.at},"n":${e.n},"conn":"${e.conn}","from":"${e.from}","to":"${e.to}","flags":"${e.flags}","seq":${e.seq},"ack":${e.ack},"len":${e.len},"win":${e.win},` +
  `"length":${e.length},"caplen":${e.caplen},"verdict":"${e.verdict}","rawSeq":${e.rawSeq},"rawAck":${e.rawAck}${e.fault === undefined ? '' : `,"fault":${jsonText(e.fault)}`}}`

const transitionText = (e: TransitionObserved): string =>
  `{"type":"transition","at":${e.at},"conn":"${e.conn}","end":"${e.end}","local":${quoted(e.local)},"remote":${quoted(e.remote)},"from":"${e.from}","to":"${e.to}",` +
  `"evidence":"${e.evidence}","cause":"${e.cause}"${e.packet === undefined ? '' : `,"packet":${e.packet}`}}`
