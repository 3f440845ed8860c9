import * as Course from "@sluice/core/onboarding/Course"
import * as ErasedCourse from "@sluice/engine/erasure/ErasedCourse"
import * as Person from "@sluice/engine/erasure/Person"
import { describe, expect, it } from "vitest"

const number = "+886912345678"
const other = "+886900000002"
const { mentions } = Person.of("acme", number, Person.pseudonymOf(new Uint8Array(16)))

describe("an onboarding without a person", () => {
  it("loses their number, its test and the words that name it, and keeps what is done and what is of others", () => {
    const course: Course.State = {
      ...Course.initial,
      journey: {
        ...Course.initial.journey,
        "developer-account": { _tag: "Done", day: 20_000 },
        "production-test": { _tag: "Blocked", sinceDay: 20_001, workedDays: 2, reason: `${number} is abroad` }
      },
      checks: {
        outcomes: {
          token: { _tag: "Passed", atMillis: 1 },
          "number-format": { _tag: "Failed", atMillis: 2, finding: `${number}: too short` }
        },
        testMessages: {
          [number]: { _tag: "Passed", atMillis: 3 },
          [other]: { _tag: "Failed", atMillis: 4, finding: `sent before that to ${number.slice(1)}` }
        }
      },
      tests: { [number]: "m1", [other]: "m2" },
      documents: {
        shop: {
          "registration-certificate": { _tag: "InReview", number: 1, reference: `letters/${number}`, sinceMillis: 1 },
          "proof-of-ownership": {
            _tag: "Refused",
            number: 2,
            reference: "a/2",
            atMillis: 2,
            reason: `${number} signed`
          }
        }
      }
    }
    const left = ErasedCourse.of(mentions, course)
    expect(left).toEqual({
      ...course,
      journey: {
        ...course.journey,
        "production-test": { _tag: "Blocked", sinceDay: 20_001, workedDays: 2, reason: "[erased]" }
      },
      checks: {
        outcomes: {
          token: { _tag: "Passed", atMillis: 1 },
          "number-format": { _tag: "Failed", atMillis: 2, finding: "[erased]" }
        },
        testMessages: { [other]: { _tag: "Failed", atMillis: 4, finding: "[erased]" } }
      },
      tests: { [other]: "m2" },
      documents: {
        shop: {
          "registration-certificate": { _tag: "InReview", number: 1, reference: "[erased]", sinceMillis: 1 },
          "proof-of-ownership": { _tag: "Refused", number: 2, reference: "a/2", atMillis: 2, reason: "[erased]" }
        }
      }
    })
    // Once more there is nothing left to do.
    expect(left === null ? null : ErasedCourse.of(mentions, left)).toBeNull()
  })

  it("is left alone where nothing names them", () => {
    expect(ErasedCourse.of(mentions, { ...Course.initial, tests: { [other]: "m2" } })).toBeNull()
  })
})
