import type { Language } from './language'
import { ERROR_WORDS } from './system-error'

/** What the system says when it refuses: errno(3), the C library's text for it (strerror(3), glibc), and the Korean for both. */
const ERRORS: readonly (readonly [code: string, libc: string, ko: string])[] = [
  ['EPERM', 'Operation not permitted', '허용되지 않은 작업'], ['ENOENT', 'No such file or directory', '그런 파일이나 폴더가 없음'], ['ESRCH', 'No such process', '그런 프로세스가 없음'],
  ['EIO', 'Input/output error', '입출력 오류'], ['ENXIO', 'No such device or address', '그런 장치나 주소가 없음'], ['E2BIG', 'Argument list too long', '인수가 너무 긺'],
  ['ENOEXEC', 'Exec format error', '실행할 수 없는 형식의 파일'], ['EBADF', 'Bad file descriptor', '열려 있지 않은 파일'], ['EAGAIN', 'Resource temporarily unavailable', '지금은 쓸 수 없는 자원'],
  ['ENOMEM', 'Cannot allocate memory', '메모리 부족'], ['EACCES', 'Permission denied', '접근 권한이 없음'], ['EBUSY', 'Device or resource busy', '다른 곳에서 사용 중'],
  ['EEXIST', 'File exists', '이미 있음'], ['EXDEV', 'Invalid cross-device link', '다른 파일 시스템에 있음'], ['ENODEV', 'No such device', '그런 장치가 없음'],
  ['ENOTDIR', 'Not a directory', '폴더가 아님'], ['EISDIR', 'Is a directory', '파일이 아니라 폴더임'], ['EINVAL', 'Invalid argument', '잘못된 값'],
  ['ENFILE', 'Too many open files in system', '시스템 전체에 열린 파일이 너무 많음'], ['EMFILE', 'Too many open files', '열린 파일이 너무 많음'], ['ETXTBSY', 'Text file busy', '실행 중인 프로그램의 파일'],
  ['EFBIG', 'File too large', '파일이 너무 큼'], ['ENOSPC', 'No space left on device', '디스크가 가득 참'], ['EROFS', 'Read-only file system', '읽기 전용 파일 시스템'],
  ['EPIPE', 'Broken pipe', '읽는 쪽이 닫힘'], ['ENAMETOOLONG', 'File name too long', '이름이 너무 긺'], ['ENOSYS', 'Function not implemented', '이 커널에 없는 기능'],
  ['ENOTEMPTY', 'Directory not empty', '폴더가 비어 있지 않음'], ['ELOOP', 'Too many levels of symbolic links', '심볼릭 링크가 너무 많이 이어짐'], ['EDQUOT', 'Disk quota exceeded', '디스크 할당량을 다 씀'],
  ['EPROTONOSUPPORT', 'Protocol not supported', '지원하지 않는 프로토콜'], ['EOPNOTSUPP', 'Operation not supported', '지원하지 않는 작업'],
  ['EAFNOSUPPORT', 'Address family not supported by protocol', '지원하지 않는 주소 종류'], ['EADDRINUSE', 'Address already in use', '이미 사용 중인 주소'],
  ['EADDRNOTAVAIL', 'Cannot assign requested address', '쓸 수 없는 주소'], ['ENETDOWN', 'Network is down', '네트워크가 꺼져 있음'], ['ENETUNREACH', 'Network is unreachable', '네트워크에 닿을 수 없음'],
  ['ECONNABORTED', 'Software caused connection abort', '연결이 중단됨'], ['ECONNRESET', 'Connection reset by peer', '상대가 연결을 재설정함(RST)'], ['ENOBUFS', 'No buffer space available', '버퍼 공간 부족'],
  ['ENOTCONN', 'Transport endpoint is not connected', '연결되어 있지 않음'], ['ETIMEDOUT', 'Connection timed out', '시간 초과'], ['ECONNREFUSED', 'Connection refused', '연결이 거부됨'],
  ['EHOSTUNREACH', 'No route to host', '호스트로 가는 경로가 없음']
]

/** What libpcap says (pcap_statustostr(3), and its own sentences on Linux), without its end. */
const LIBPCAP: readonly (readonly [string, string])[] = [
  ["You don't have permission to perform this capture on that device", '이 장치에서 캡처할 권한이 없음'], ["You don't have permission to capture on that device", '이 장치에서 캡처할 권한이 없음'],
  ['No such device exists', '그런 장치가 없음'], ['That device is not up', '장치가 꺼져 있음'], ['That device was removed', '장치가 사라짐'], ['The interface disappeared', '장치가 사라짐'],
  ['The other host terminated the connection', '상대가 연결을 끝냄'], ["can't parse filter expression: syntax error", '필터 문법 오류'], ['syntax error in filter expression: syntax error', '필터 문법 오류'],
  ['syntax error', '문법 오류'], ['cannot open shared object file', '공유 라이브러리를 열 수 없음']
]

const KOREAN: ReadonlyMap<string, string> = new Map([
  ...ERRORS.flatMap(([code, libc, ko]): [string, string][] => [[code, ko], [libc, ko], ...[ERROR_WORDS.get(code)].flatMap((own): [string, string][] => (own === undefined ? [] : [[own, ko]]))]),
  ...LIBPCAP,
  // Also where a folder is not there at all: not what the C library says of ENOTDIR.
  ['no such folder', '그런 폴더가 없음']
])
/** A text as a pattern that matches it alone. */
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
/** A code with the words Node writes behind it (`ENOENT: no such file or directory`), or a whole reason between two marks. The longest first. */
const SAID = new RegExp(
  `(?<=^|[\\s:(])(${ERRORS.map(([code]) => code).join('|')})\\b(?:: [a-z][a-z -]*[a-z])?(?=$|[\\s.,;:)|])|(?<=^|[:;,(|] ?)(${[...KOREAN.keys()].filter((text) => text.includes(' ')).sort((a, b) => b.length - a.length).map(escaped).join('|')})(?=$|[.,;:)|]| \\()`, 'g'
)

/**
 * What was said, in the language of its reader, as far as the operating system and libpcap speak in it: their words in Korean, and behind them in brackets as
 * they were said, because that is what can be searched for. Everything else stays as it is.
 */
export function systemSpoken(message: string, language: Language): string {
  if (language === 'en') return message
  return message.replace(SAID, (said: string, code: string | undefined, words: string | undefined) => `${KOREAN.get(code ?? words ?? '') ?? said} (${said})`)
}
