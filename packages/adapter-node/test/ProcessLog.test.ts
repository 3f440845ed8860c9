import * as ProcessLog from "@sluice/adapter-node/ProcessLog"
import { Effect, Logger } from "effect"
import { describe, expect, it } from "vitest"

const logged = (message: string, cause?: unknown, annotations: Record<string, unknown> = {}): string => {
  const lines: Array<string> = []
  const collect = Logger.replace(
    Logger.defaultLogger,
    Logger.map(ProcessLog.lines, (line) => void lines.push(line))
  )
  Effect.runSync(Effect.logError(message, cause).pipe(Effect.annotateLogs(annotations), Effect.provide(collect)))
  return lines.join("\n")
}

describe("a log line", () => {
  it("TM-10: is one JSON object that holds no phone number, however it is written", () => {
    for (const number of ["+886987654321", "886987654321", "+14155550123", "491511234567"]) {
      const line = logged(`refused for ${number}`, { to: number })
      expect(line).not.toContain(number)
      expect(line).not.toContain("\n")
      expect(JSON.parse(line)).toMatchObject({ logLevel: "ERROR" })
    }
  })

  it("TM-10: holds no name of a message either, in which the platform writes the number", () => {
    const name = "wamid.HBgMODg2OTEyMzQ1Njc4FQIAERgSMDAwMDAwMDAwMDAwMDAwMDAxAA=="
    const line = logged(`status of ${name} delivered`)
    expect(line).not.toContain("HBgM")
    expect(line).toContain("status of [wamid] delivered")
  })

  it("TM-10: is JSON also where numbers stand in it as such, and keeps those that are moments", () => {
    const atMillis = 1_795_438_218_123
    const alert = { firstMillis: atMillis, lastMillis: atMillis, stampsMillis: [atMillis], count: 12 }
    const of = (value: object): unknown => JSON.parse(logged("told", value)).message
    expect(of(alert)).toEqual(["told", alert])
    expect(JSON.parse(logged("GD-03", undefined, alert)).annotations).toEqual(alert)
    expect(of({ to: 886_987_654_321, all: [14_155_550_123], share: 12_345_678.5, code: 131_056 })).toEqual([
      "told",
      { to: "[number]", all: ["[number]"], share: "[number]", code: 131_056 }
    ])
    expect(of({ "886987654321": { heldMillis: null, text: "since 1795438218123" } })).toEqual([
      "told",
      { "[number]": { heldMillis: null, text: "since [number]" } }
    ])
  })

  it("TM-10: holds no number that begins a line of a text", () => {
    const line = logged("the row:\n886987654321\t14155550123")
    expect(JSON.parse(line).message[0]).toBe("the row:\n[number]\t[number]")
  })

  it("keeps ids, codes and times", () => {
    const line = logged("message 0197f8a0-0000-7000-8000-000000000000 code 131056 after 12000 ms")
    expect(line).toContain("0197f8a0-0000-7000-8000-000000000000 code 131056 after 12000 ms")
    expect(line).toMatch(/"timestamp":"\d{4}-\d\d-\d\dT/)
  })
})
