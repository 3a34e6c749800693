import type { Language } from '../../../shared/ipc/engine'

/** What this shell says outside the window: in the terminal and on the pages that refuse. `{address}` and `{command}` are filled in. */
export interface BrowserText {
  readonly open: string
  readonly again: string
  readonly ended: string
  readonly usedTitle: string
  readonly usedWhy: string
  readonly usedNow: string
  readonly usedRestart: string
  readonly hostTitle: string
  readonly hostWhy: string
  readonly missingTitle: string
  readonly missingWhy: string
}

export const BROWSER_TEXT: Readonly<Record<Language, BrowserText>> = {
  en: {
    open: 'Open the laboratory in a browser on this machine:',
    again: 'The address works once. Enter prints a new one; Ctrl-C ends the laboratory.',
    ended: 'The laboratory has ended.',
    usedTitle: 'This address does not open the laboratory any more',
    usedWhy: 'Each printed address works once, so that nobody else on this machine can use it after you. This one has been used, or it was not copied whole.',
    usedNow: 'Go to the terminal where the laboratory runs and press Enter. It prints a new address: open that one.',
    usedRestart: 'Has it ended? Start it again there:',
    hostTitle: 'The laboratory is not at this address',
    hostWhy: 'It answers only under its own address on the machine where it runs:',
    missingTitle: 'There is nothing here',
    missingWhy: 'The laboratory is at:'
  },
  ko: {
    open: '이 컴퓨터의 브라우저에서 다음 주소를 여세요:',
    again: '주소는 한 번만 쓸 수 있습니다. Enter를 누르면 새 주소가 나오고, Ctrl-C를 누르면 실습실이 종료됩니다.',
    ended: '실습실을 종료했습니다.',
    usedTitle: '이 주소로는 더 이상 실습실을 열 수 없습니다',
    usedWhy: '출력된 주소는 한 번만 쓸 수 있습니다. 같은 컴퓨터를 쓰는 다른 사람이 나중에 들어오지 못하게 하기 위해서입니다. 이미 쓴 주소이거나, 일부만 복사된 주소입니다.',
    usedNow: '실습실이 실행 중인 터미널에서 Enter를 누르세요. 새로 출력되는 주소를 열면 됩니다.',
    usedRestart: '이미 종료되었다면 그 터미널에서 다시 시작하세요:',
    hostTitle: '이 주소에는 실습실이 없습니다',
    hostWhy: '실습실은 실행 중인 컴퓨터에서 다음 주소로만 응답합니다:',
    missingTitle: '여기에는 아무것도 없습니다',
    missingWhy: '실습실 주소:'
  }
}
