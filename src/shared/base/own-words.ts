/** What we say ourselves behind a name at a message's end. */
const OF_NAMES: readonly (readonly [said: RegExp, ko: string])[] = [
  [/: is not a regular file$/, ': 보통 파일이 아님'], [/: is empty$/, ': 비어 있음'], [/: is a text$/, ': 텍스트임'], [/: is no pcapng file$/, ': pcapng 파일이 아님'],
  [/: ends before its first block is whole$/, ': 첫 블록이 끝나기 전에 잘림'], [/: is compressed with (gzip|zstd|lz4)$/, ': 압축 파일임($1)'], [/: is neither a pcapng nor a pcap file$/, ': pcapng 파일도 pcap 파일도 아님'],
  [/: has changed since it was opened$/, ': 연 뒤에 바뀌었음'], [/: reading was stopped$/, ': 읽기를 중단함'], [/: no file can be made there$/, ': 그곳에는 파일을 만들 수 없음'],
  [/; the recording ends at byte (\d+) and is whole up to there$/, '. 기록은 $1바이트까지 온전함'],
  [/: (\d+) bytes when it was opened, (\d+) when it had been read; what is shown are its first (\d+) bytes$/, ': 열 때 $1바이트, 다 읽었을 때 $2바이트. 보이는 것은 처음 $3바이트임'],
  [/: is gone from its place, was replaced or cut while it was followed; what is shown are the (\d+) bytes that were read$/, ': 따라 읽는 동안 없어지거나 바뀌거나 잘림. 보이는 것은 그때까지 읽은 $1바이트임'],
  [/: session (\d+) \((.*)\) begins at byte (\d+) and is not told here$/, ': $3바이트에서 세션 $1($2)이 시작되지만 여기에서는 보여 주지 않음'],
  [/: that is the file itself$/, ': 바로 그 파일임'], [/: session (\d+) of (\d+)$/, ': 세션 $1. 파일의 세션은 $2개임'], [/ is a classic pcap file$/, ': 클래식 pcap 파일임'],
  [/ cannot be read: (E[A-Z]+)$/, ': 읽을 수 없음: $1'], [/: link type (.+)$/, ': 링크 유형 $1'], [/: no stamps in nanoseconds$/, ': 나노초 시각을 주지 않음'],
  [/: not found, or the folder to run it in is no folder$/, ': 찾을 수 없거나, 실행할 폴더가 폴더가 아님'], [/: not found$/, ': 찾을 수 없음'], [/: no such directory$/, ': 그런 폴더가 없음'],
  [/: the arguments and the environment are too long$/, ': 인수와 환경 변수가 너무 긺'], [/: a zero byte in the command$/, ': 명령에 0바이트가 있음'],
  [/: no counter in the answer$/, ': 답에 카운터가 없음'], [/: exit status (\d+)$/, ': 종료 상태 $1'], [/: no answer within (\d+) ms$/, ': $1 ms 안에 답이 없음'],
  [/ has (\d+) recordings of this second already\.$/, ': 이 1초의 기록이 이미 $1개 있습니다.'], [/ vanished as it was kept\.$/, ': 보관하는 동안 사라졌습니다.'],
  [/ is not there any more\.$/, ': 더 이상 없습니다.'], [/ has changed since it was shown\.$/, ': 화면에 보인 뒤로 바뀌었습니다.'],
  [/ is a comment of the whole section, not of a packet: it is changed in Wireshark$/, ': 패킷이 아니라 섹션 전체의 주석이므로 Wireshark에서 고쳐야 함'],
  [/ is a comment of the whole section, not of a packet: it is removed in Wireshark$/, ': 패킷이 아니라 섹션 전체의 주석이므로 Wireshark에서 지워야 함']
]

/** Whole sentences; some are told of a step, behind its name. */
const SENTENCES: readonly (readonly [said: string, ko: string])[] = [
  ['The window is not connected to the laboratory yet.', '창이 아직 실습실에 연결되지 않았습니다.'], ['The file is still being read.', '파일을 아직 읽는 중입니다.'],
  ['No session is running.', '실행 중인 세션이 없습니다.'], ['There is no session on the screen.', '화면에 세션이 없습니다.'], ['Another export goes on.', '다른 내보내기가 진행 중입니다.'],
  ['The chosen file is not there any more: choose it again.', '고른 파일이 더 이상 없습니다. 다시 고르십시오.'], ['Its recording is gone.', '기록 파일이 없어졌습니다.'], ['The rubric has faults.', '채점 기준에 잘못이 있습니다.'],
  ['This shell cannot print: export the report as HTML and print it from a browser.', '여기에서는 인쇄할 수 없습니다. 보고서를 HTML로 내보내어 브라우저에서 인쇄하십시오.'],
  ['Here a capture is uploaded, not chosen in a dialog.', '여기에서는 캡처를 대화 상자에서 고르지 않고 업로드합니다.'],
  ['this session is not being recorded', '이 세션은 기록되고 있지 않음'], ['no live session is open', '열린 실습 세션이 없음'], ['the session has ended', '세션이 끝났음'], ['terminals belong to a laboratory', '터미널은 실습실에서만 열 수 있음'],
  ['no file is open', '열린 파일이 없음'], ['nothing is open', '열린 것이 없음'], ['no file was opened for its summary', '요약할 파일을 열지 않았음'], ['this engine has its session already', '이 엔진에는 이미 세션이 있음'],
  ['no experiment was named when the session was opened', '세션을 열 때 실험을 정하지 않았음'], ['no program is given', '실행할 프로그램이 없음'], ['ss is not installed', 'ss가 설치되어 있지 않음'],
  ['nft is not installed: no segment can be lost on purpose', 'nft가 설치되어 있지 않아 세그먼트를 일부러 버릴 수 없음'], ['the segment was not captured whole', '세그먼트가 온전히 수집되지 않았음'],
  ['the cap module is not the one expected (0.2.1)', '예상한 cap 모듈(0.2.1)이 아님']
]

/** Sentences with something in them: at a message's beginning. */
const WITH_VALUES: readonly (readonly [said: RegExp, ko: string])[] = [
  [/^The upload was refused: (.*)$/, '업로드가 거부되었습니다: $1'], [/^The upload did not arrive: (.*)$/, '업로드가 도착하지 않았습니다: $1'], [/^The upload ended early: (.*)$/, '업로드가 도중에 끝났습니다: $1'],
  [/^Captures of at most (.*) can be uploaded; open larger ones with: /, '업로드할 수 있는 캡처는 $1까지입니다. 더 큰 것은 이렇게 여십시오: '],
  [/^There is room for (.*)\.$/, '남은 자리: $1.'], [/^No folder can be made in (.*)\.$/, '폴더를 만들 수 없습니다: $1'], [/^Recordings cannot be written to (.*)\.$/, '기록을 쓸 수 없습니다: $1.'],
  [/^There is no experiment (.*)\.$/, '그런 실험은 없습니다: $1'], [/^There is no recording (.*)\.$/, '그런 기록은 없습니다: $1'], [/^There is no sample (.*)\.$/, '그런 예제 기록은 없습니다: $1'],
  [/^Port (\d+) of (\S+) is in use\.$/, '$2의 $1번 포트는 사용 중입니다.'], [/^Port (\d+) of (\S+)$/, '$2의 $1번 포트'],
  [/^packet (\d+) is not at hand$/, '패킷 $1의 내용이 없음'], [/^packet (\d+); the file has (\d+)$/, '패킷 $1. 파일의 패킷은 $2개임'], [/^at most (\d+) terminals$/, '터미널은 $1개까지'],
  [/^no answer within ([\d.]+) s$/, '$1초 안에 답이 없음'], [/^the session was not closed within ([\d.]+) s$/, '세션이 $1초 안에 닫히지 않았음'], [/^nothing of the kind within (\d+) ms$/, '$1 ms 안에 그런 일이 없었음'],
  [/^the kernel's socket table \(NETLINK_SOCK_DIAG\) cannot be opened: /, '커널의 소켓 표(NETLINK_SOCK_DIAG)를 열 수 없음: '], [/^the kernel does not list its TCP sockets: /, '커널이 TCP 소켓의 목록을 주지 않음: '],
  [/^not the name of a network setting: /, '네트워크 설정의 이름이 아님: '], [/^not a value of a setting: /, '설정에 쓸 수 없는 값: '], [/^a segment cannot be sent through a raw socket: /, '원시 소켓으로 세그먼트를 보낼 수 없음: '],
  [/^lo cannot be brought up: /, 'lo를 켤 수 없음: '], [/^in this program's folder: /, '이 프로그램의 폴더에서: ']
]

/** A text as a pattern that matches it alone. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
const sentences = new Map(SENTENCES)
/** One of them, whole, or behind the name of what it is said of. */
const SENTENCE = new RegExp(`(?<=^|: )(?:${SENTENCES.map(([said]) => escaped(said)).sort((a, b) => b.length - a.length).join('|')})$`)

/** A failure's message as far as we say it ourselves, in Korean. What it does not know stays as it is. */
export const ownSpoken = (message: string): string =>
  [...OF_NAMES, ...WITH_VALUES].reduce((text, [said, ko]) => text.replace(said, ko), message).replace(SENTENCE, (said) => sentences.get(said) ?? said)
