import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"

const explain = (...words: ReadonlyArray<string>) =>
  Effect.runPromise(commandLine.printed(["errors", "explain", ...words]))

const { values } = commandLine

describe("sluice errors explain", () => {
  it("SF-01: prints one JSON value for each code, and exits 0", async () => {
    const { code, stdout } = await explain("--json", "131056", "203")
    expect(code).toBe(0)
    expect(values(stdout)).toMatchObject([
      { code: 131056, known: true, retry: "throttle", scope: "pair", wait: { _tag: "Steps" } },
      { code: 203, known: true, codes: { first: 200, last: 299 }, cause: "auth" }
    ])
  })

  it("SF-01: tells people the cause, the wait, who reacts, and what to do", async () => {
    const { code, stdout } = await explain("190", "131056", "133008", "130429", "131053")
    expect(code).toBe(0)
    expect(stdout).toContain("190  Access token has expired")
    expect(stdout).toMatch(/do at 463\s+The token has expired/)
    expect(stdout).toMatch(/wait\s+1s, then 4s, then 16s/)
    expect(stdout).toMatch(/wait\s+as the error's details say, else 1h/)
    expect(stdout).toMatch(/wait\s+by the policy's schedule "throttled"/)
    expect(stdout).toMatch(/by details\s+transient_limited: The platform could not fetch the file/)
  })

  it("SF-01: offers the nearest codes for one that is not known, and exits 1", async () => {
    const known = await explain("--json", "130492", "190")
    expect(known.code).toBe(1)
    expect(values(known.stdout)).toMatchObject([
      { code: 130492, known: false, nearest: expect.arrayContaining([{ code: 130429, title: "Rate limit hit" }]) },
      { code: 190, known: true }
    ])
    const words = await explain("130492")
    expect([words.code, words.stdout.includes("130429")]).toEqual([1, true])
  })

  it("SF-01: explains a provider's code, with and without its provider", async () => {
    const named = await explain("63016", "--provider", "twilio")
    const found = await explain("63016")
    expect([named.code, found.code]).toEqual([0, 0])
    expect(found.stdout).toBe(named.stdout)
    expect(named.stdout).toContain("63016  Outside the messaging window")
    expect(named.stdout).toMatch(/retry\s+never_as_is/)
    expect(named.stdout).toMatch(/source\s+Twilio, documented at twilio\.com/)
    expect(named.stdout).toMatch(/like\s+131047 of the Cloud API/)
    const { stdout } = await explain("--json", "63016", "15005")
    expect(values(stdout)).toMatchObject([
      { code: 63016, known: true, provider: "twilio", like: 131047, scope: "recipient" },
      { code: 15005, known: true, provider: "bird", like: 131026 }
    ])
  })

  it("SF-01: a number that several use is the platform's, and says who else uses it", async () => {
    const { code, stdout } = await explain("10")
    expect(code).toBe(0)
    expect(stdout).toContain("10  Permission Denied")
    expect(stdout).toMatch(/also\s+a code of MessageBird/)
    expect((await explain("10", "--provider", "messagebird")).stdout).toContain("10  Invalid parameters")
    expect((await explain("10", "--provider", "cloud-api")).stdout).not.toContain("MessageBird")
  })

  it("SF-01: words, statuses and codes that are passed on are explained for the providers that use them", async () => {
    const word = await explain("rate_limited")
    expect([word.code, word.stdout.includes("Bird")]).toEqual([0, true])
    expect((await explain("401", "--provider", "360dialog")).stdout).toContain("401  API key not accepted")
    expect((await explain("131056", "--provider", "360dialog")).stdout).toMatch(/scope\s+pair/)
    expect((await explain("400", "--provider", "360dialog")).stdout).toMatch(/by details\s+throttle: /)
    expect((await explain("12005", "--provider", "bird")).stdout).toMatch(/12004 to 12005/)
  })

  it("SF-01: what several providers use, or none, is not guessed at, and exits 1", async () => {
    const several = await explain("not_found")
    expect(several.code).toBe(1)
    expect(several.stdout).toMatch(/--provider:\n {2}bird .*\n {2}zendesk /)
    const { stdout } = await explain("--json", "not_found")
    expect(values(stdout)).toMatchObject([{ known: false, providers: [{ provider: "bird" }, { provider: "zendesk" }] }])
    const mistyped = await explain("--json", "6316", "--provider", "twilio")
    expect(mistyped.code).toBe(1)
    expect(values(mistyped.stdout)).toMatchObject([
      { known: false, nearest: expect.arrayContaining([expect.objectContaining({ code: 63016 })]) }
    ])
    const odd = await explain("unauthorised", "--provider", "zendesk")
    expect([odd.code, odd.stdout.includes("unauthorized")]).toEqual([1, true])
  })

  it("exits 2 for what is not a code, and for no code at all", async () => {
    const odd = await explain("many")
    expect([odd.code, odd.stdout]).toEqual([2, ""])
    expect(odd.stderr).toContain("many")
    expect((await explain()).code).toBe(2)
    expect((await explain("unauthorized", "--provider", "twilio")).code).toBe(2)
    expect((await explain("131056", "--provider", "nobody")).code).toBe(2)
  })
})
