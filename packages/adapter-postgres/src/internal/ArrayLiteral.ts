/**
 * Lists as PostgreSQL writes them (`{"a","b",NULL}`), made here because a batch has a dozen long ones: the driver's own way, which must
 * expect lists within lists, bytes and dates, takes several times as long.
 */

/** What would end a quoted element, or begin an escape. */
const special = /["\\]/
const everySpecial = /["\\]/g

const quoted = (text: string | null): string => {
  if (text === null) return "NULL"
  return special.test(text) ? `"${text.replace(everySpecial, "\\$&")}"` : `"${text}"`
}

/** Any texts. */
export const texts = (values: ReadonlyArray<string | null>): string => `{${values.map(quoted).join(",")}}`

/** Values that mean nothing to the writing itself: numbers, ids, single words. */
export const plain = (values: ReadonlyArray<string | number>): string => `{${values.join(",")}}`
