/**
 * A long list is sampled before anything is queued: how many of its numbers will fail, and is that too many?
 */
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import * as Preflight from "@sluice/core/phone/Preflight"
import { guide } from "@sluice/core/policy/guide"

// 2,000 numbers; every ninth lacks its plus.
const list = Array.from({ length: 2_000 }, (_, row) => `${row % 9 === 0 ? "" : "+"}8869${10_000_000 + row * 37}`)

// Random units are an argument. This fixed sequence makes the example the same everywhere; a program passes `Math.random`.
let seed = 1
const unit = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647

console.log(`due: ${Preflight.isDue(guide.numbers, list.length)}`)

const sample = Preflight.sampleOf(guide.numbers, list.length, unit)
const failed = sample.filter((row) => !PhoneNumber.judge(guide.numbers, list[row] ?? "").sendable).length
const projection = Preflight.project(list.length, sample.length, failed)

console.log(`${failed} of ${sample.length} sampled numbers fail`)
console.log(`of ${list.length}: about ${projection.failures}, ${projection.failuresLow} to ${projection.failuresHigh}`)

const decision = Preflight.decide(projection, 0.05)
console.log(
  `at most 5 % may fail: ${decision._tag}${decision.certain ? ", and a larger sample would say the same" : ""}`
)
