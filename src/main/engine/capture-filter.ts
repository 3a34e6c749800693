import type { OpenRequest } from '../../shared/ipc/engine'

/** The capture filter of a session, in libpcap's language (pcap-filter(7)): TCP, the port asked for, never our own browser shell's, and what a person added. */
export function captureFilter({ port, ignorePorts = [], filter }: Pick<OpenRequest, 'port' | 'ignorePorts' | 'filter'>): string {
  const parts = ['tcp', ...(port === undefined ? [] : [`port ${port}`]), ...ignorePorts.map((ignored) => `not port ${ignored}`)]
  return [...parts, ...(filter === undefined || filter.trim() === '' ? [] : [`(${filter})`])].join(' and ')
}
