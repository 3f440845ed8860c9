/** A country where one person's number is written in two ways, and both reach the person. */
interface Country {
  readonly long: RegExp
  readonly short: RegExp
  readonly toShort: string
  readonly toLong: string
}

/**
 * Where WhatsApp knows people by another spelling than the one in their plan: callbacks name them by `wa_id`, which keeps the form in which the
 * number was registered (CLOUD_API 3.5).
 *
 * Mexico wrote a 1 before mobile numbers until 2020, Argentina writes a 9 from abroad, and Brazil put a 9 before mobile numbers of eight digits.
 */
const countries: ReadonlyArray<Country> = [
  { long: /^\+521([2-9]\d{9})$/, short: /^\+52([2-9]\d{9})$/, toShort: "+52$1", toLong: "+521$1" },
  { long: /^\+549([1-8]\d{9})$/, short: /^\+54([1-8]\d{9})$/, toShort: "+54$1", toLong: "+549$1" },
  { long: /^\+55(\d{2})9([6-9]\d{7})$/, short: /^\+55(\d{2})([6-9]\d{7})$/, toShort: "+55$1$2", toLong: "+55$19$2" }
]

/**
 * Every E.164 spelling under which the person behind a number may be on record, the given one first. Pure; for finding what is known of somebody, never
 * for sending.
 *
 * @param e164 with its plus sign.
 */
export const of = (e164: string): readonly [string, ...ReadonlyArray<string>] => {
  for (const { long, short, toLong, toShort } of countries) {
    if (long.test(e164)) return [e164, e164.replace(long, toShort)]
    if (short.test(e164)) return [e164, e164.replace(short, toLong)]
  }
  return [e164]
}
