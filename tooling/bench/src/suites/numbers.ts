import parsePhoneNumber, { getCountries, getExampleNumber } from "libphonenumber-js/max"
import examples from "libphonenumber-js/mobile/examples"
import peer from "validator"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import { guide } from "@sluice/core/policy/guide"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"

/** The promise of the strict judgement: this many times the throughput of the library whose plans it follows. */
const libraryFloor = 10

/** The library's example mobile number of every region: the widest mix of plans that a list can hold. */
const everyRegion: ReadonlyArray<string> = getCountries().flatMap(
  (region) => getExampleNumber(region, examples)?.number ?? []
)

/** A list as businesses have them: a few regions, many mobile numbers of each. */
const fewRegions: ReadonlyArray<string> = ["+886912", "+852512", "+658123", "+919870", "+551198"].flatMap((head) => {
  const rest = { "+886912": 6, "+852512": 5, "+658123": 4, "+919870": 6, "+551198": 7 }[head] ?? 0
  return Array.from({ length: 100 }, (_, index) => head + String((index * 7_919) % 10 ** rest).padStart(rest, "0"))
})

/** The same numbers with the faults that lists have; most of them cannot be sent to as written. */
const faulty: ReadonlyArray<string> = everyRegion.map((number, index) => {
  switch (index % 5) {
    case 0:
      return number.slice(1)
    case 1:
      return `${number.slice(0, 4)} ${number.slice(4, 7)}-${number.slice(7)}`
    case 2:
      return number.slice(0, -1)
    case 3:
      return `+86${number.slice(3)}`
    default:
      return `00${number.slice(1)}`
  }
})

const sluice = (numbers: ReadonlyArray<string>): Contest.Entry => ({
  name: "sluice",
  operations: numbers.length,
  run: () => {
    let done = 0
    for (const number of numbers) done += PhoneNumber.judge(guide.numbers, number).type.length
    return done
  }
})

/** Parsed, found valid, with its type and its E.164: what a verdict holds. */
const library = (numbers: ReadonlyArray<string>): Contest.Entry => ({
  name: "libphonenumber-js max",
  operations: numbers.length,
  run: () => {
    let done = 0
    for (const number of numbers) {
      const parsed = parsePhoneNumber(number)
      done += parsed !== undefined && parsed.isValid() ? (parsed.getType() ?? parsed.format("E.164")).length : 1
    }
    return done
  }
})

/** A bare yes or no, without region, type or reason. */
const validator = (numbers: ReadonlyArray<string>): Contest.Entry => ({
  name: "validator isMobilePhone",
  operations: numbers.length,
  run: () => {
    let done = 0
    for (const number of numbers) done += peer.isMobilePhone(number, "any", { strictMode: true }) ? 2 : 1
    return done
  }
})

const contest = (title: string, numbers: ReadonlyArray<string>, floor?: number): Contest.Contest => ({
  title,
  unit: "numbers/s",
  subject: sluice(numbers),
  peers: [{ ...library(numbers), ...(floor !== undefined && { floor }) }, validator(numbers)]
})

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "numbers",
  describe: "strict judgement with region, type and findings, against libphonenumber-js (max) and validator.js",
  run: async ({ effort }) => ({
    contests: [
      await Contest.hold(contest("valid E.164, a number of every region", everyRegion, libraryFloor), effort),
      await Contest.hold(contest("valid E.164, 500 numbers of five regions", fewRegions, libraryFloor), effort),
      await Contest.hold(contest("faulty, every fault diagnosed", faulty), effort)
    ]
  })
}
