import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Policy from "@sluice/core/policy/Policy"

describe("Policy", () => {
  it("both shipped policies satisfy their own schema, without a key too many", () => {
    const decode = Schema.decodeUnknownSync(Policy.Policy, { onExcessProperty: "error" })
    for (const policy of Object.values(Policy.shipped)) expect(decode(policy)).toEqual(policy)
  })

  it("an override replaces only what it names", () => {
    const changed = Either.getOrThrow(
      Policy.override(Policy.shipped.guide, { pacing: { pair: { intervalMillis: 9_000 } } })
    )
    expect(changed.pacing.pair).toEqual({ ...Policy.shipped.guide.pacing.pair, intervalMillis: 9_000 })
    expect(changed.receiving).toEqual(Policy.shipped.guide.receiving)
  })

  it("an override with unknown keys or wrong types names every offending path", () => {
    const issues = Either.getOrThrow(
      Either.flip(Policy.override(Policy.shipped.guide, { pacing: { pair: { burst: "many" } }, media: { imagge: {} } }))
    )
    expect(issues.map((issue) => issue.path).sort()).toEqual(["media.imagge", "pacing.pair.burst"])
  })

  const refused = (change: unknown) => Either.getOrThrow(Either.flip(Policy.override(Policy.shipped.guide, change)))

  it.each([
    [
      { pacing: { senderWindow: { initialUnits: 0 } } },
      "pacing.senderWindow.initialUnits",
      "a number above 0, actual 0"
    ],
    [
      { pacing: { senderWindow: { raisedUnits: -1 } } },
      "pacing.senderWindow.raisedUnits",
      "a number above 0, actual -1"
    ],
    [{ pacing: { senderWindow: { windowMillis: 0 } } }, "pacing.senderWindow.windowMillis", "1 or more, actual 0"],
    [
      { pacing: { senderWindow: { warnShare: 80 } } },
      "pacing.senderWindow.warnShare",
      "0 to 1 (0.8 for 80 %), actual 80"
    ],
    [
      { pacing: { senderWindow: { mediaUnits: Number.POSITIVE_INFINITY } } },
      "pacing.senderWindow.mediaUnits",
      "a number, actual Infinity"
    ],
    [
      { pacing: { senderWindow: { pauseShare: 0.5 } } },
      "pacing.senderWindow.pauseShare",
      "at least warnShare (0.8), actual 0.5"
    ],
    [
      { pacing: { senderWindow: { peakHours: [{ startMinute: 1_380, endMinute: 60 }] } } },
      "pacing.senderWindow.peakHours.0.endMinute",
      "across midnight is two"
    ],
    [
      { pacing: { ladder: { burstLightFrom: 1 } } },
      "pacing.ladder.burstLightFrom",
      "2 or more: one message is no burst, actual 1"
    ],
    [{ pacing: { pair: { burst: 0 } } }, "pacing.pair.burst", "1 or more, actual 0"],
    [
      { pacing: { uniqueRecipients: { windowMillis: 1, tiers: { TIER_X: 0 } } } },
      "pacing.uniqueRecipients.tiers.TIER_X",
      "1 or more, or null, actual 0"
    ],
    [{ certainty: { transient: { factor: 0.5 } } }, "certainty.transient.factor", "1 or more, actual 0.5"],
    [{ media: { image: { bytesMax: 1_000 } } }, "media.image.bytesMax", "at least bytesWarn (3145728), actual 1000"],
    [{ receiving: { malformedInRow: 2.5 } }, "receiving.malformedInRow", "Expected an integer, actual 2.5"],
    [{ pacing: { throughput: 80 } }, "pacing.throughput", "Expected an object, or null, actual 80"],
    [{ pacing: "fast" }, "pacing", 'Expected an object, actual "fast"'],
    [{ certainty: { uncertainThen: "ask" } }, "certainty.uncertainThen", 'Expected "resend", or "fail", actual "ask"'],
    [["guide"], "", 'Expected an object, actual ["guide"]']
  ])(
    "a figure that no limiter could live by is refused once, at its path, with what is expected: %j",
    (change, path, told) => {
      const issues = refused(change)
      expect(issues).toEqual([{ path, message: expect.stringContaining(told) }])
    }
  )

  it("every reason is told at once", () => {
    const change = { pacing: { senderWindow: { initialUnits: 0, warnShare: 2 }, pair: { intervalMillis: -1 } } }
    expect(refused(change).map(({ path }) => path)).toEqual([
      "pacing.senderWindow.initialUnits",
      "pacing.senderWindow.warnShare",
      "pacing.pair.intervalMillis"
    ])
  })
})
