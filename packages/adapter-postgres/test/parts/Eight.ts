import * as fc from "fast-check"

/** What the parts of a script share: about eight messages of one sender to three recipients, few enough that everything meets everything. */
export const senderId = "acme-1"

export const number = fc.integer({ min: 1, max: 8 })

export const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 4 })

/** @param n 0 to 2. */
export const recipient = (n: number): string => `+88690000000${n}`
