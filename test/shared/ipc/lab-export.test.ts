import { describe, expect, it } from 'vitest'
import { windowExportName } from '../../../src/shared/ipc/lab-export'

describe('what an export is called', () => {
  it.each([
    ['hand-in.pcapng', 'pdf', 'hand-in.pdf'], ['hand-in.pcapng', 'html', 'hand-in.html'], ['a.pcap', 'pcapng', 'a.export.pcapng'], ['a.pcap', 'png', 'a.ladder.png'], ['한글.pcapng', 'md', '한글.md'],
    // A capture that came from elsewhere may be called anything.
    ['../../etc/passwd', 'csv', '_.._etc_passwd.csv'], ['a\u001b[2J\u202eb\n.pcap', 'csv', 'a_[2J_b_.csv'], ['.pcapng', 'csv', 'pcapng.csv']
  ] as const)('of %j as %s: %s', (source, format, name) => {
    expect(windowExportName(source, { format, figure: 'ladder' })).toBe(name)
  })
})
