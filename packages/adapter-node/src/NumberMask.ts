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

/** Moments are of as many digits as phone numbers: by what they are called they are told apart, as the house names units. */
const moment = /(?:^m|M)illis$/

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/**
 * What a JSON value says, masked text by text and name by name, so that it is JSON still. A number that could be a phone number becomes the text
 * `[number]`, unless it stands under a name that ends in `Millis`: there it is a moment.
 *
 * @param name what the value is called; items are called what their list is.
 */
export const maskValue = (value: unknown, name = ""): unknown => {
  if (typeof value === "string") return mask(value)
  if (typeof value === "number") {
    const text = String(value)
    const masked = mask(text)
    return masked === text || moment.test(name) ? value : "[number]"
  }
  if (Array.isArray(value)) return value.map((one) => maskValue(one, name))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [mask(key), maskValue(one, key)]))
}
