/**
 * Whom the platform takes a `to` to mean (CLOUD_API, "Where the guide and Meta differ", and 3.1).
 *
 * Separators are ignored. With `+` the digits are the number. Without it the business's calling code is put in front,
 * unless the digits start with that code already: a foreign number written without `+` becomes somebody else's, or
 * nobody's. The WhatsApp id that comes back can differ from the number: Mexican mobiles gain a 1 after the country code,
 * Brazilian ones outside the old nine-digit areas (below 31) lose the 9 before their eight digits.
 */
export interface Recipient {
  /** Digits of the id under which the recipient is known. */
  readonly waId: string
  /** Whether the business's calling code was put in front of what was given. */
  readonly prefixed: boolean
}

const separators = /[\s\-().\u00a0]/g

/** Null when it cannot be a number: letters in it, or fewer than 7 or more than 15 digits. */
export const read = (to: string, callingCode: string): Recipient | null => {
  const compact = to.replace(separators, "")
  if (!/^\+?\d+$/.test(compact)) return null
  const whole = compact.startsWith("+")
  const digits = whole ? compact.slice(1) : compact
  const prefixed = !whole && !digits.startsWith(callingCode)
  const number = prefixed ? `${callingCode}${digits}` : digits
  if (number.length < 7 || number.length > 15 || number.startsWith("0")) return null
  return { waId: rewritten(number), prefixed }
}

const rewritten = (number: string): string => {
  if (/^52[^1]\d{9}$/.test(number)) return `521${number.slice(2)}`
  const brazilian = /^55(\d{2})9(\d{8})$/.exec(number)
  return brazilian !== null && Number(brazilian[1]) >= 31 ? `55${brazilian[1]}${brazilian[2]}` : number
}
