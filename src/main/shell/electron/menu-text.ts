import type { Language } from '../../../shared/ipc/engine'
import type { MenuCommand } from '../../../shared/ipc/lab'

/** The desktop menu's words. `&` marks the letter for Alt. */
export interface MenuText extends Readonly<Record<MenuCommand, string>> {
  readonly lab: string
  readonly quit: string
  readonly edit: string
  readonly view: string
  readonly help: string
  readonly undo: string
  readonly redo: string
  readonly cut: string
  readonly copy: string
  readonly paste: string
  readonly selectAll: string
  readonly resetZoom: string
  readonly zoomIn: string
  readonly zoomOut: string
  readonly fullScreen: string
  /** Kind of files in the dialog. */
  readonly captures: string
}

export const MENU_TEXT: Readonly<Record<Language, MenuText>> = {
  en: {
    lab: '&Laboratory', run: 'Run', stop: 'Stop', keep: 'Keep recording', open: 'Open capture…', mark: 'Note at this instant', quit: 'Quit',
    edit: '&Edit', undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all',
    resetZoom: 'Actual size', zoomIn: 'Larger', zoomOut: 'Smaller', fullScreen: 'Full screen', view: '&View', follow: 'Show all and follow the end', scale: 'Event scale or clock scale', help: '&Help', keys: 'Keys', captures: 'Captures'
  },
  ko: {
    lab: '실습실(&L)', run: '실행', stop: '정지', keep: '기록 보관', open: '캡처 파일 열기…', mark: '이 순간에 메모', quit: '종료',
    edit: '편집(&E)', undo: '실행 취소', redo: '다시 실행', cut: '잘라내기', copy: '복사', paste: '붙여넣기', selectAll: '모두 선택',
    resetZoom: '원래 크기', zoomIn: '확대', zoomOut: '축소', fullScreen: '전체 화면', view: '보기(&V)', follow: '전체를 보이고 끝 따라가기', scale: '사건 눈금 / 시계 눈금', help: '도움말(&H)', keys: '단축키', captures: '캡처 파일'
  }
}
