import { randomUUID } from "node:crypto"

/**
 * Ids that nobody else has. A random uuid is the cheapest source that Node has; its second half holds the variant, so neither id is ever zero, and its last
 * seven bytes are random throughout.
 */

/** 32 digits of hexadecimal. */
export const trace = (): string => randomUUID().replaceAll("-", "")

/** 16 digits of hexadecimal. */
export const span = (): string => trace().slice(16)
