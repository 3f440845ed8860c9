/**
 * Business fields of a callback with their full paths, as one reader found them: three lists in step. A path is kept in two pieces,
 * because putting them together costs more than all else and is only needed where two readings differ.
 *
 * Moments and amounts are numbers, so that `"12"`, `12` and `12.0` are one reading. Mutable on purpose and never shared.
 */
export interface Reading {
  readonly owners: Array<string>
  readonly suffixes: Array<string>
  readonly values: Array<Value>
}

export type Value = string | number | boolean

export const make = (): Reading => ({ owners: [], suffixes: [], values: [] })

/** Notes what was found at a place; null is nothing there. */
export const note = (reading: Reading, owner: string, suffix: string, value: Value | null): void => {
  if (value === null) return
  reading.owners.push(owner)
  reading.suffixes.push(suffix)
  reading.values.push(value)
}

/** Whether two readings are the same, field by field in one order, as they are wherever both readers went the same way. */
export const same = (first: Reading, second: Reading): boolean => {
  if (first.values.length !== second.values.length) return false
  for (let index = 0; index < first.values.length; index++) {
    if (
      first.values[index] !== second.values[index] ||
      first.suffixes[index] !== second.suffixes[index] ||
      first.owners[index] !== second.owners[index]
    ) {
      return false
    }
  }
  return true
}

/** The values by their full paths. */
export const byPath = ({ owners, suffixes, values }: Reading): ReadonlyMap<string, string> =>
  new Map(values.map((value, index) => [`${owners[index]}.${suffixes[index]}`, String(value)]))
