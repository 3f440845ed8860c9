import { Buffer } from "node:buffer"
import * as Seeded from "./Seeded.ts"

/**
 * Message ids in the platform's own form: `wamid.` and the base64 of the other party's number, a direction byte and
 * eighteen hexadecimal digits.
 *
 * The last eight digits count, so that no two ids of one run are equal; the first ten come from the run, so that a
 * simulator that was started again does not give an id that its receivers know from before.
 */
const outgoing = 0x11
const incoming = 0x12

const make = (direction: number, waId: string, run: string, index: number): string => {
  const digits = `${Seeded.hex(10, run, "wamid", String(index))}${(index >>> 0).toString(16).toUpperCase().padStart(8, "0")}`
  return `wamid.${Buffer.concat([
    Buffer.from([0x1c, 0x18, waId.length]),
    Buffer.from(waId, "latin1"),
    Buffer.from([0x15, 0x02, 0x00, direction, 0x18, digits.length]),
    Buffer.from(digits, "latin1"),
    Buffer.from([0x00])
  ]).toString("base64")}`
}

/**
 * The id of a message that was sent to a number.
 *
 * @param waId digits of the number.
 * @param run names one run of the simulator.
 * @param index counts the ids that the run has given.
 */
export const outbound = (waId: string, run: string, index: number): string => make(outgoing, waId, run, index)

/** The id of a message that came from a number; `index` is counted together with those of `outbound`. */
export const inbound = (waId: string, run: string, index: number): string => make(incoming, waId, run, index)
