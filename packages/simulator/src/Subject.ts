/** A gateway's data of the form `<uuid>.<number>`: a message, and which attempt at it this is. */
const withAttempt = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.\d+$/

/**
 * What callback data names: the message, whichever attempt at it was accepted. To its reader, two attempts at one message are the same message
 * twice. Any other data names itself; null where there is none.
 */
export const of = (opaque: string | null): string | null =>
  opaque === null ? null : (withAttempt.exec(opaque)?.[1] ?? opaque)
