import * as ProcessLog from "@sluice/adapter-node/ProcessLog"
import { Effect, Logger } from "effect"
import { describe, expect, it } from "vitest"

const logged = (message: string, cause?: unknown): string => {
  const lines: Array<string> = []
  const collect = Logger.replace(
    Logger.defaultLogger,
    Logger.map(ProcessLog.lines, (line) => void lines.push(line))
  )
  Effect.runSync(Effect.logError(message, cause).pipe(Effect.provide(collect)))
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

  it("keeps ids, codes and times", () => {
    const line = logged("message 0197f8a0-0000-7000-8000-000000000000 code 131056 after 12000 ms")
    expect(line).toContain("0197f8a0-0000-7000-8000-000000000000 code 131056 after 12000 ms")
    expect(line).toMatch(/"timestamp":"\d{4}-\d\d-\d\dT/)
  })
})
