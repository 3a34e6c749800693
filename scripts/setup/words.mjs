// What the set-up says. It runs before the catalogues can be read, so its few sentences are here.
const korean = /^ko(?:[_.@-]|$)/i.test(process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '')

const en = {
  installing: 'installing packages (npm ci) …',
  building: 'building …',
  oldNode: (version) => `Node.js 20.19 or later is needed, not ${version} (nodejs.org)`,
  system: (packages) => `installing system packages: ${packages} …`,
  systemByHand: (command) => `some system packages are missing. To install them: ${command}`,
  failed: (command, status, output) => `${command} failed (${status}):\n${output}`,
  noProgram: (program) => `${program} is not in the search path (npm comes with Node.js: nodejs.org)`,
  asItIs: 'the sources have changed, but this folder belongs to somebody else: using its build as it is',
  notOurs: (root) => `${root} is not set up, and belongs to somebody else: run it once as its owner`,
  otherSetup: 'another set-up is running; waiting for it …',
  lockHeld: (file, pid) => `another set-up (process ${pid}) has not ended; if that is wrong, remove ${file}`
}

const ko = {
  installing: '패키지를 설치합니다 (npm ci) …',
  building: '빌드합니다 …',
  oldNode: (version) => `Node.js 20.19 이상이 필요합니다. 지금은 ${version}입니다 (nodejs.org)`,
  system: (packages) => `시스템 패키지를 설치합니다: ${packages} …`,
  systemByHand: (command) => `없는 시스템 패키지가 있습니다. 설치하려면: ${command}`,
  failed: (command, status, output) => `${command} 실패 (${status}):\n${output}`,
  noProgram: (program) => `실행 경로에 ${program}이(가) 없습니다(npm은 Node.js와 함께 설치됩니다: nodejs.org)`,
  asItIs: '소스가 바뀌었지만 다른 사용자의 폴더라서 지금 있는 빌드를 그대로 씁니다',
  notOurs: (root) => `${root}은(는) 아직 준비되지 않았고 다른 사용자의 폴더입니다. 소유자가 한 번 실행해야 합니다`,
  otherSetup: '다른 설치 작업이 끝나기를 기다립니다 …',
  lockHeld: (file, pid) => `다른 설치 작업(프로세스 ${pid})이 끝나지 않았습니다. 그렇지 않다면 ${file}을 지우십시오`
}

export const words = korean ? ko : en
