import { describe, expect, it } from "vitest"
import * as Wamid from "@sluice/simulator/Wamid"

const bytes = (wamid: string): string => Buffer.from(wamid.replace("wamid.", ""), "base64").toString("latin1")

describe("Wamid", () => {
  it("has the form of recorded ids: number, direction, eighteen hexadecimal digits", () => {
    const wamid = Wamid.outbound("13437772910", "run", 7)
    // The recorded id of a message to the same number begins with the same twenty bytes.
    expect(wamid.startsWith("wamid.HBgLMTM0Mzc3NzI5MTAVAgARGB")).toBe(true)
    const inside = bytes(wamid)
    expect(inside.slice(0, 20)).toBe("\u001c\u0018\u000b13437772910\u0015\u0002\u0000\u0011\u0018\u0012")
    expect(inside.slice(20, 38)).toMatch(/^[0-9A-F]{18}$/)
    expect(inside.slice(38)).toBe("\u0000")
    expect(bytes(Wamid.inbound("13437772910", "run", 7)).charCodeAt(17)).toBe(0x12)
  })

  it("no two ids of a run are equal, and no id of one run is one of another", () => {
    const ids = ["run", "other run"].flatMap((run) =>
      Array.from({ length: 20_000 }, (_, nth) => Wamid.outbound("13437772910", run, nth))
    )
    expect(new Set(ids).size).toBe(ids.length)
  })
})
