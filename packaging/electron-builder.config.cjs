'use strict'
const { version } = require('../node_modules/electron/package.json')

// How the program is packed: `npm run package`. What of it was tried, and where, the README says. Paths are from the checkout's root.

/** What a file manager hands to this program. The engine looks at the bytes, not at the name. */
const fileAssociations = [
  { ext: 'pcapng', name: 'Packet capture (pcapng)', description: 'Packet capture (pcapng)', mimeType: 'application/x-pcapng', role: 'Viewer' },
  { ext: ['pcap', 'cap', 'dmp'], name: 'Packet capture (pcap)', description: 'Packet capture (pcap)', mimeType: 'application/vnd.tcpdump.pcap', role: 'Viewer' }
]

module.exports = {
  appId: 'org.timewait-lab.desktop',
  // Without a space: it is the name of the folder in /opt, and stands in the AppArmor profile and in commands to copy.
  productName: 'timewait-lab',
  copyright: 'MIT licence',
  electronVersion: version,
  directories: { output: 'out/packages', buildResources: 'packaging' },
  files: ['package.json', 'LICENSE', 'bin/**', 'resources/**', 'scripts/setup.mjs', 'scripts/setup/**', 'out/{main,preload,renderer,node,file}/**', '!**/*.map', '!node_modules/{cap,nan}/**'],
  // Not in an archive: engine, namespace script and AppArmor profile are for other programs (Node, unshare, the kernel), which read no archive.
  asar: false,
  // koffi brings its binaries; the cap module is for checkouts.
  npmRebuild: false,
  fileAssociations,
  electronFuses: {
    // The engine is this program, run as Node.
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: false,
    onlyLoadAppFromAsar: false,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false
  },
  linux: {
    target: ['AppImage', 'deb'],
    icon: 'icons',
    category: 'Education',
    synopsis: 'A laboratory for TCP\'s TIME-WAIT',
    executableName: 'timewait-lab',
    maintainer: 'TIME_WAIT Lab',
    desktop: {
      entry: {
        Name: 'TIME_WAIT Lab', 'Name[ko]': 'TIME_WAIT 실습실', Comment: 'Real sockets, real packets, the kernel\'s own states, on one clock', 'Comment[ko]': '진짜 소켓, 진짜 패킷, 커널 자신의 상태를 하나의 시계 위에서',
        Categories: 'Education;Network;', StartupWMClass: 'timewait-lab', Keywords: 'TCP;TIME-WAIT;pcap;pcapng;Wireshark;'
      }
    }
  },
  deb: {
    depends: ['libgtk-3-0 | libgtk-3-0t64', 'libnss3', 'libasound2 | libasound2t64', 'libgbm1', 'libxss1', 'libxtst6', 'libpcap0.8 | libpcap0.8t64', 'iproute2', 'util-linux', 'nftables'],
    recommends: ['netcat-openbsd', 'fonts-noto-cjk'],
    afterInstall: 'packaging/linux/after-install.sh',
    afterRemove: 'packaging/linux/after-remove.sh',
    fpm: ['packaging/linux/twlab=/usr/bin/twlab']
  },
  // Recordings only: labs and live capture are Linux's. Not signed.
  mac: { target: ['dmg', 'zip'], icon: 'packaging/icons/1024x1024.png', category: 'public.app-category.education', identity: null },
  // Recordings only; the lab runs in WSL 2, by the deb or from a checkout. Not signed.
  win: { target: ['nsis'], icon: 'packaging/icons/256x256.png' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true }
}
