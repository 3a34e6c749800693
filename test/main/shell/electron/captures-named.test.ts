import { describe, expect, it } from 'vitest'
import { capturesNamed } from '../../../../src/main/shell/electron/captures-named'

describe('captures on a command line', () => {
  it('are what ends as captures do, from the folder of the start', () => {
    expect(capturesNamed(['/opt/lab/timewait-lab', 'lecture.pcapng', '/data/OLD.PCAP'], '/home/student')).toEqual(['/home/student/lecture.pcapng', '/data/OLD.PCAP'])
  })
  it('are found among switches and the app\'s own folder, in any order', () => {
    expect(capturesNamed(['electron', '--no-sandbox', '--original-process-start-time=13', '/src/lab', '--lang=ko', 'a b.cap'], '/x')).toEqual(['/x/a b.cap'])
  })
  it('are also what is named as one, whatever it ends in', () => {
    expect(capturesNamed(['electron', '--capture=/data/tcp dump.1', '/src/lab'], '/x')).toEqual(['/data/tcp dump.1'])
  })
  it('none is a program that is called like one, or a switch', () => {
    expect(capturesNamed(['/opt/strange.pcap', '--user-data-dir=/tmp/x.pcap', 'notes.txt'], '/x')).toEqual([])
  })
})
