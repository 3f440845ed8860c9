import { Encoding } from "effect"

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

const print = ({ millis, counter }: State, random: Uint8Array): string => {
  const bytes = new Uint8Array(16)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(millis / 2 ** 32))
  view.setUint32(2, millis % 2 ** 32)
  view.setUint16(6, 0x7000 | counter)
  bytes.set(random.subarray(2, randomBytes), 8)
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f))
  const hex = Encoding.encodeHex(bytes)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
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
