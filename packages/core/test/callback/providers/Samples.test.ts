import { describe, expect, it } from "vitest"
import type { Body } from "@sluice/core/callback/providers/Body"
import type { Provider } from "@sluice/core/callback/providers/Provider"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Samples from "../Samples.ts"

const samples = Samples.paths("webhooks").filter((path) => path.includes("/bsp-"))

const providerOf = (path: string): Provider => (path.includes("/bsp-bird") ? "bird" : "messagebird")

/** Samples of forms are wrapped: their type and their text. */
const bodyOf = (path: string): Body => {
  const json = Samples.json(path)
  return typeof json === "object" && json !== null && "content_type" in json && "body" in json
    ? { contentType: String(json.content_type), text: String(json.body) }
    : { contentType: "application/json", text: JSON.stringify(json) }
}

/** Samples that are broken on purpose or repeat a name with another value: what is reported, and why. */
const expected: Readonly<
  Record<
    string,
    { readonly why: string; readonly issues?: ReadonlyArray<string>; readonly unknown?: ReadonlyArray<string> }
  >
> = {
  "invalidreceive.json": { why: "broken on purpose: it names no message and says nothing", issues: ["id"] },
  "validreceive.json": { why: "two ids and two texts, of which the first counts", unknown: ["id[1]", "body[1]"] }
}

describe.skipIf(!Samples.present)("Providers against recorded callbacks", () => {
  it("WH-09: the samples are there, and every exception is one of them", () => {
    expect(samples.length).toBeGreaterThanOrEqual(5)
    expect(Object.keys(expected).filter((name) => !samples.some((path) => path.endsWith(`/${name}`)))).toEqual([])
  })

  it.each(samples)("WH-09: %s is read without issues, unless it is broken on purpose", (path) => {
    const { issues = [], unknown = [] } = expected[path.split("/").at(-1) ?? ""] ?? {}
    const decoded = Providers.decode(providerOf(path), bodyOf(path))
    expect(decoded.issues.map((issue) => issue.path)).toEqual(issues)
    expect(decoded.unknown.map((found) => found.path)).toEqual(unknown)
    expect(decoded.events.length).toBe(issues.length === 0 ? 1 : 0)
  })

  it.each(samples)("WH-11: the second reading of %s agrees", (path) => {
    const body = bodyOf(path)
    const provider = providerOf(path)
    expect(Providers.compare(provider, body, Providers.decode(provider, body))._tag).toBe("Agreement")
  })

  it("CLOUD_API 3.9: a recorded message of Bird goes by WhatsApp's id", () => {
    const path = samples.find((name) => name.includes("/bsp-bird")) ?? ""
    expect(Providers.decode("bird", bodyOf(path)).events).toMatchObject([
      {
        wamid: expect.stringMatching(/^wamid\./),
        from: expect.stringMatching(/^\d+$/),
        timestampSeconds: 1_702_496_037
      }
    ])
  })
})
