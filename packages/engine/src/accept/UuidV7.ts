/**
 * uuid v7 (RFC 9562, section 5.7): 48 bits of milliseconds, 12 bits of counter, 62 random bits.
 *
 * The counter makes ids of one millisecond ascend (method 1 of section 6.2). It begins at a random value below 2048, so that
 * there is room for 2048 ids or more before the next millisecond is borrowed; a clock that steps back is not followed.
 */
export interface State {
  readonly millis: number
  readonly counter: number
}

/** Before the first id, which takes the milliseconds that it is asked at and a random counter. */
export const initial: State = { millis: 0, counter: 0 }

/** Random bytes that each id takes: two for the counter's start, eight for the random part. */
export const randomBytes = 10

const counterMax = 0xfff
const counterStartMask = 0x7ff
/** 48 bits hold milliseconds until the year 10889. */
const millisMax = 2 ** 48 - 1

/** The state from which the next id is printed: always greater than the one before. */
const advance = (state: State, nowMillis: number, random: Uint8Array): State => {
  const start = (((random[0] ?? 0) << 8) | (random[1] ?? 0)) & counterStartMask
  if (nowMillis > state.millis) return { millis: nowMillis, counter: start }
  if (state.counter < counterMax) return { millis: state.millis, counter: state.counter + 1 }
  return { millis: state.millis + 1, counter: start }
}

/** Two digits for each byte. */
const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))

const byteText = (byte: number): string => digits[byte & 0xff] ?? ""
const wordText = (word: number): string => byteText(word >>> 8) + byteText(word)

const print = ({ millis, counter }: State, random: Uint8Array): string => {
  const high = Math.floor(millis / 2 ** 16)
  const at = (index: number): string => byteText(random[index] ?? 0)
  const variant = byteText(0x80 | ((random[2] ?? 0) & 0x3f))
  return (
    `${wordText(high >>> 16)}${wordText(high & 0xffff)}-${wordText(millis % 2 ** 16)}-${wordText(0x7000 | counter)}-` +
    `${variant}${at(3)}-${at(4)}${at(5)}${at(6)}${at(7)}${at(8)}${at(9)}`
  )
}

/**
 * The next id and the state after it.
 *
 * @param random at least `randomBytes` bytes that nobody can guess.
 */
export const next = (state: State, nowMillis: number, random: Uint8Array): readonly [id: string, state: State] => {
  const advanced = advance(state, Math.min(Math.max(0, Math.trunc(nowMillis)), millisMax), random)
  return [print(advanced, random), advanced]
}

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether a text is a uuid v7 in lower case. */
export const is = (text: string): boolean => form.test(text)
