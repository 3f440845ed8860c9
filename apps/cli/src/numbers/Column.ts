/** What the column with the numbers is called, in small letters and without blanks or signs. */
const names: ReadonlySet<string> = new Set(
  [
    "phone phonenumber phoneno number mobile mobilenumber mobileno mobilephone cell cellphone tel telno telephone",
    "telephonenumber msisdn whatsapp whatsappnumber waid to recipient e164",
    "전화 전화번호 휴대폰 휴대폰번호 번호 電話 電話號碼 電話番号 手機 手機號碼 手机 手机号",
    "telefono teléfono telefone celular movil móvil telefon handy"
  ].flatMap((line) => line.split(" "))
)

/** Words that say as much inside a longer name (`Phone (home)`, `contact_mobile`). */
const words: ReadonlySet<string> = new Set(["phone", "mobile", "telephone", "cellphone", "whatsapp", "msisdn"])

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "")

const wordsOf = (name: string): ReadonlyArray<string> => name.toLowerCase().split(/[^\p{L}\p{N}]+/u)

/** The first of several names by which numbers are called; -1 when there is none. */
export const indexOfNumber = (all: ReadonlyArray<string>): number => {
  const exact = all.findIndex((name) => names.has(plain(name)))
  return exact >= 0 ? exact : all.findIndex((name) => wordsOf(name).some((word) => words.has(word)))
}

/** Whether a name is the wanted one; capitals do not count. */
export const isNamed = (name: string, wanted: string): boolean =>
  name.trim().toLowerCase() === wanted.trim().toLowerCase()

/** Where the numbers are, and whether the first row names the columns. */
export interface Place {
  readonly index: number
  readonly headed: boolean
}

const digitsMin = 5
const looksLikeNumber = (cell: string): boolean =>
  !/\p{L}/u.test(cell) && cell.replaceAll(/[^\p{Nd}]/gu, "").length >= digitsMin

/**
 * Finds the column by the first row.
 *
 * @param wanted a name, or a position counted from 1; null: the first column that is called as numbers are, or (in a list without
 * names) the first whose first cell looks like a number, or the first.
 * @returns null when the wanted column is not there.
 */
export const find = (first: ReadonlyArray<string>, wanted: string | null): Place | null => {
  if (wanted !== null) {
    const named = first.findIndex((name) => isNamed(name, wanted))
    if (named >= 0) return { index: named, headed: true }
    const position = /^[1-9]\d*$/.test(wanted) ? Number(wanted) - 1 : -1
    const cell = first[position]
    return cell === undefined ? null : { index: position, headed: !looksLikeNumber(cell) }
  }
  const named = indexOfNumber(first)
  if (named >= 0) return { index: named, headed: true }
  const likely = first.findIndex(looksLikeNumber)
  return likely >= 0 ? { index: likely, headed: false } : { index: 0, headed: true }
}
