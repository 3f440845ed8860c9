/**
 * Runs of 8 to 15 digits that stand alone: what a phone number looks like wherever it turns up. Ids (hex, with hyphens), codes and
 * times are written otherwise and stay.
 */
const numbers = /(?<![0-9A-Za-z-])\+?[0-9]{8,15}(?![0-9A-Za-z-])/g

/**
 * The platform's names of messages, in which the number of the other party stands as base64 (`wamid.HBgM…`); those of tests and of other providers are
 * shorter, or written otherwise.
 */
const names = /wamid\.[0-9A-Za-z+/_-]{20,}={0,2}/g

/**
 * The text with `[number]` for whatever could be a phone number, and `[wamid]` for names that hold one: for lines and spans that leave the process. Nothing puts numbers into them on purpose;
 * it is for what nobody wrote on purpose, such as the text of a defect.
 */
export const mask = (text: string): string => text.replaceAll(names, "[wamid]").replaceAll(numbers, "[number]")
