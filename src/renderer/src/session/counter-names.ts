/**
 * Counters that the catalogue has words for: those that move in the experiments and in ordinary connections (names as nstat prints them; meanings from
 * net/ipv4/proc.c, include/uapi/linux/snmp.h and Documentation/networking/snmp_counter.rst of Linux).
 */
export const EXPLAINED_COUNTERS: ReadonlySet<string> = new Set([
  'TcpActiveOpens', 'TcpPassiveOpens', 'TcpAttemptFails', 'TcpEstabResets', 'TcpInSegs', 'TcpOutSegs', 'TcpRetransSegs', 'TcpInErrs', 'TcpOutRsts', 'TcpInCsumErrors',
  'TcpExtTW', 'TcpExtTWRecycled', 'TcpExtTWKilled', 'TcpExtTCPTimeWaitOverflow', 'TcpExtPAWSActive', 'TcpExtPAWSEstab', 'TcpExtPAWSOldAck', 'TcpExtPAWSTimewait', 'TcpExtTSEcrRejected',
  'TcpExtDelayedACKs', 'TcpExtDelayedACKLost', 'TcpExtTCPHPHits', 'TcpExtTCPPureAcks', 'TcpExtTCPHPAcks', 'TcpExtTCPTimeouts', 'TcpExtTCPLossProbes', 'TcpExtTCPLostRetransmit',
  'TcpExtTCPFastRetrans', 'TcpExtTCPSynRetrans', 'TcpExtTCPRetransFail', 'TcpExtTCPAbortOnData', 'TcpExtTCPAbortOnClose', 'TcpExtTCPAbortOnMemory', 'TcpExtTCPAbortOnTimeout',
  'TcpExtTCPAbortOnLinger', 'TcpExtTCPAbortFailed', 'TcpExtTCPOFOQueue', 'TcpExtTCPRcvCoalesce', 'TcpExtTCPDSACKOldSent', 'TcpExtTCPDSACKOfoSent', 'TcpExtTCPDSACKRecv',
  'TcpExtTCPDSACKIgnoredNoUndo', 'TcpExtTCPDSACKIgnoredDubious', 'TcpExtTCPDSACKRecvSegs', 'TcpExtTCPChallengeACK', 'TcpExtTCPSYNChallenge', 'TcpExtTCPACKSkippedTimeWait',
  'TcpExtTCPACKSkippedSynRecv', 'TcpExtTCPACKSkippedPAWS', 'TcpExtTCPACKSkippedSeq', 'TcpExtTCPACKSkippedFinWait2', 'TcpExtTCPOrigDataSent', 'TcpExtTCPDelivered', 'TcpExtTCPAckCompressed',
  'TcpExtTCPKeepAlive', 'TcpExtTCPFromZeroWindowAdv', 'TcpExtTCPToZeroWindowAdv', 'TcpExtTCPWantZeroWindowAdv', 'TcpExtTCPWinProbe', 'TcpExtListenDrops', 'TcpExtListenOverflows',
  'TcpExtSyncookiesSent', 'TcpExtTCPReqQFullDrop', 'TcpExtTCPReqQFullDoCookies', 'TcpExtTCPAutoCorking', 'TcpExtTCPBacklogDrop', 'TcpExtTCPSpuriousRTOs', 'TcpExtTCPTSReorder',
  'TcpExtTCPSACKReorder', 'TcpExtTCPDeferAcceptDrop', 'TcpExtTCPRcvQDrop', 'TcpExtOutOfWindowIcmps', 'IpInReceives', 'IpInDelivers', 'IpOutRequests', 'IpOutTransmits', 'IpExtInOctets',
  'IpExtOutOctets', 'IpExtInNoECTPkts', 'IpInAddrErrors', 'IpOutNoRoutes'
])
