import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as Behaviour from "@sluice/simulator/config/Behaviour"
import * as Fates from "@sluice/simulator/Fates"

const fates = (change: typeof Behaviour.Fates.Encoded = {}) => Schema.decodeSync(Behaviour.Fates)(change)

const subject = (nth: number, change: Partial<Fates.Subject> = {}): Fates.Subject => ({
  key: `opaque m${nth} 0`,
  waId: String(886_900_000_000 + nth),
  type: "text",
  carriesFile: false,
  abroad: false,
  windowOpen: false,
  ...change
})

const many = 20_000
const decideMany = (change: Partial<Fates.Subject> = {}, settings = fates(), disorderShare = 0) =>
  Array.from({ length: many }, (_, nth) => Fates.decide(settings, disorderShare, "seed", subject(nth, change)))

const shareOf = <A>(values: ReadonlyArray<A>, test: (value: A) => boolean): number =>
  values.filter(test).length / values.length

const reported = (fate: Fates.Fate, status: string): number | undefined =>
  fate.statuses.find((planned) => planned.status === status)?.reportedMillis

describe("Fates", () => {
  it("SF-07: 3.5 % of messages fail, whatever their type", () => {
    for (const change of [{}, { type: "template" }, { type: "image", carriesFile: true }] satisfies ReadonlyArray<
      Partial<Fates.Subject>
    >) {
      const failed = shareOf(decideMany(change), (fate) => fate.final === "failed")
      expect(failed).toBeGreaterThan(0.0315)
      expect(failed).toBeLessThan(0.0385)
    }
  })

  it("SF-01: causes befall only the messages that they can, by their weights", () => {
    const codes = (change: Partial<Fates.Subject>) => new Set(decideMany(change).map((fate) => fate.errorCode))
    expect(codes({})).toEqual(new Set([null, 131026, 130472, 131000]))
    expect(codes({ type: "template" })).toEqual(new Set([null, 131026, 132012, 131049, 130472, 131000]))
    expect(codes({ type: "image", carriesFile: true })).toEqual(new Set([null, 131026, 131053, 130472, 131000]))
    const templates = decideMany({ type: "template" }).map((fate) => fate.errorCode)
    const ratio = shareOf(templates, (code) => code === 132012) / shareOf(templates, (code) => code === 131049)
    expect(ratio).toBeGreaterThan(4)
    expect(ratio).toBeLessThan(6.5)
  })

  it("SF-01: a bad number is bad for every message to it", () => {
    const bad = Array.from({ length: many }, (_, nth) => nth).filter(
      (nth) => Fates.decide(fates(), 0, "seed", subject(nth)).errorCode === 131026
    )
    expect(bad.length / many).toBeGreaterThan(0.011)
    for (const nth of bad.slice(0, 20)) {
      for (const key of ["another", "and another"]) {
        expect(Fates.decide(fates(), 0, "seed", subject(nth, { key, type: "template" })).errorCode).toBe(131026)
      }
    }
  })

  it("WH-04: delivery takes 3 to 7 s at home and up to 15 s abroad, and comes after sending", () => {
    const times = (abroad: boolean) =>
      decideMany({ abroad }).flatMap((fate) => {
        const delivered = reported(fate, "delivered")
        const sent = reported(fate, "sent")
        return delivered === undefined || sent === undefined ? [] : [{ delivered, sent }]
      })
    const home = times(false)
    expect(Math.min(...home.map(({ delivered }) => delivered))).toBeGreaterThanOrEqual(3_000)
    expect(Math.max(...home.map(({ delivered }) => delivered))).toBeLessThanOrEqual(7_000)
    const abroad = times(true)
    expect(Math.max(...abroad.map(({ delivered }) => delivered))).toBeGreaterThan(14_000)
    expect(Math.max(...abroad.map(({ delivered }) => delivered))).toBeLessThanOrEqual(15_000)
    for (const { delivered, sent } of [...home, ...abroad]) expect(delivered).toBeGreaterThanOrEqual(sent)
  })

  it("WH-04: 8 % of reads never come; some that do come without a delivery", () => {
    const delivered = decideMany().filter((fate) => fate.final !== "failed")
    const lost = shareOf(delivered, (fate) => fate.final === "delivered")
    expect(lost).toBeGreaterThan(0.07)
    expect(lost).toBeLessThan(0.09)
    const omitted = delivered.filter((fate) => reported(fate, "delivered") === undefined)
    expect(omitted.length / delivered.length).toBeGreaterThan(0.02)
    expect(omitted.every((fate) => fate.final === "read")).toBe(true)
  })

  it("CLOUD_API 3.6: disorder reports the first status after the second and leaves its time alone", () => {
    const disordered = decideMany({}, fates({ deliveredOmittedShare: 0, failureShare: 0 }), 1)
    for (const fate of disordered.slice(0, 500)) {
      const [first, second] = fate.statuses
      expect([first?.status, second?.status]).toEqual(["delivered", "sent"])
      expect(second?.reportedMillis).toBeGreaterThan(first?.reportedMillis ?? Number.NaN)
      expect(second?.happensMillis).toBeLessThan(first?.happensMillis ?? Number.NaN)
    }
  })

  it("CLOUD_API 3.6: a contradicted message is delivered and then reported as failed", () => {
    const [fate] = decideMany({}, fates({ contradictedShare: 1, failureShare: 0 }))
    expect(fate?.statuses.map((planned) => planned.status)).toContain("failed")
    expect(fate?.final).not.toBe("failed")
  })

  it("CLOUD_API 3.3: outside the recipient's window only templates get through, where that is enforced", () => {
    const settings = fates({ serviceWindowEnforced: true, failureShare: 0 })
    const code = (change: Partial<Fates.Subject>) => Fates.decide(settings, 0, "seed", subject(1, change)).errorCode
    expect([code({}), code({ windowOpen: true }), code({ type: "template" })]).toEqual([131047, null, null])
  })

  it("the same message has the same fate in any company", () => {
    const alone = Fates.decide(fates(), 0.5, "seed", subject(17))
    decideMany()
    expect(Fates.decide(fates(), 0.5, "seed", subject(17))).toEqual(alone)
    expect(Fates.decide(fates(), 0.5, "other", subject(17))).not.toEqual(alone)
  })

  it("without causes, or with a share of 0, nothing fails", () => {
    for (const settings of [fates({ failureShare: 0 }), fates({ causes: [] })]) {
      expect(shareOf(decideMany({}, settings), (fate) => fate.final === "failed")).toBe(0)
    }
  })
})
