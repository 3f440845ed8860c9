/**
 * Whether two byte strings are equal, in a time that depends on the length of `given` alone: an attacker who measures answers
 * learns nothing of where a guess goes wrong.
 */
export const equalBytes = (expected: Uint8Array, given: Uint8Array): boolean => {
  let difference = expected.length ^ given.length
  for (let position = 0; position < given.length; position++) {
    difference |= (given[position] ?? 0) ^ (expected[position % Math.max(1, expected.length)] ?? 0)
  }
  return difference === 0
}
