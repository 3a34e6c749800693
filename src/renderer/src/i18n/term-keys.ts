import type { Cause } from '../../../shared/model/events'

/** Key of a cause in the catalogue: `received SYN,ACK` is `received-syn-ack`. */
export const causeKey = (cause: Cause): string => `terms.cause.${cause.replace('()', '').replace(/[ ,]+/g, '-').toLowerCase()}`
