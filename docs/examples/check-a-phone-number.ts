/**
 * Can this number be sent to? If not: why, and what was meant.
 */
import { Schema } from "effect"
import * as PhoneNumber from "@sluice/core/phone/PhoneNumber"
import { Region } from "@sluice/core/phone/Region"
import { guide } from "@sluice/core/policy/guide"

for (const input of ["+886912345678", "886912345678", "+86912345678", "+886 912-345-678", "+55119"]) {
  const verdict = PhoneNumber.judge(guide.numbers, input)
  console.log(`${input}: ${verdict.sendable ? `${verdict.type} in ${verdict.region}, sendable` : "not sendable"}`)
  for (const { code, message, suggestion } of verdict.findings) {
    console.log(`  ${code}: ${message}${suggestion === null ? "" : ` -> ${suggestion}`}`)
  }
}

// Lenient mode repairs what it is sure of, and reports each repair. A region says where numbers without a calling code are dialled.
const taiwan = Schema.decodeSync(Region)("TW")
const { e164, findings } = PhoneNumber.judge(guide.numbers, "0912-345-678", { mode: "lenient", defaultRegion: taiwan })
console.log(`0912-345-678: repaired to ${e164}, for ${findings.map(({ code }) => code).join(" and ")}`)
