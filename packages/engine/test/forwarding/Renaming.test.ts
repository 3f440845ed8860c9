import * as GivenId from "@sluice/engine/door/GivenId"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as Renaming from "@sluice/engine/forwarding/Renaming"
import { Crypto } from "@sluice/engine/ports/Crypto"
import type { Message } from "@sluice/engine/ports/Outbox"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const { sha256 } = Effect.runSync(Effect.provide(Crypto, TestCrypto.layer))

const envelope = (value: object) => ({
  object: "whatsapp_business_account",
  entry: [{ id: "300", changes: [{ field: "messages", value: { messaging_product: "whatsapp", ...value } }] }]
})

/** Renames with these messages known, as the store would. */
const rename = (json: string, ...known: ReadonlyArray<Message>): string => {
  const asked = Renaming.questions(json)
  const found = asked.map(
    ({ key }) => known.find((one) => (key._tag === "Id" ? one.id === key.id : one.wamid === key.wamid)) ?? null
  )
  return Renaming.renamed(sha256, json, asked, found)
}

const mine = World.stored(1, { wamid: "wamid.PLATFORM", callerData: "order 4711" })
const plain = World.stored(2, { wamid: "wamid.OTHER" })
const given = (message: Message): string => GivenId.write(sha256, message.id)

describe("Renaming", () => {
  it("a status has the name that was given out, and the caller's own data where ours went along", () => {
    const status = (more: object) => ({ id: "wamid.PLATFORM", status: "sent", timestamp: "1", ...more })
    const sent = envelope({
      statuses: [
        status({ biz_opaque_callback_data: Opaque.write(mine.id, 1), recipient_id: "1" }),
        // The answer that names it has not come yet: our data alone tell.
        { ...status({ biz_opaque_callback_data: Opaque.write(plain.id, 2) }), id: "wamid.UNKNOWN" },
        status({})
      ]
    })
    expect(JSON.parse(rename(JSON.stringify(sent), mine, plain))).toEqual(
      envelope({
        statuses: [
          { ...status({ recipient_id: "1" }), id: given(mine), biz_opaque_callback_data: "order 4711" },
          { ...status({}), id: given(plain) },
          { ...status({}), id: given(mine) }
        ]
      })
    )
  })

  it("what people answer and react to has the name that was given out; what they wrote keeps the platform's", () => {
    const inbound = envelope({
      messages: [
        {
          id: "wamid.IN1",
          type: "text",
          context: { from: "1", id: "wamid.PLATFORM" },
          text: { body: "wamid.PLATFORM" }
        },
        { id: "wamid.IN2", type: "reaction", reaction: { message_id: "wamid.OTHER", emoji: "👍" } },
        { id: "wamid.IN3", type: "text", context: { id: "wamid.ELSEWHERE" } }
      ]
    })
    expect(JSON.parse(rename(JSON.stringify(inbound), mine, plain))).toEqual(
      envelope({
        messages: [
          { id: "wamid.IN1", type: "text", context: { from: "1", id: given(mine) }, text: { body: "wamid.PLATFORM" } },
          { id: "wamid.IN2", type: "reaction", reaction: { message_id: given(plain), emoji: "👍" } },
          { id: "wamid.IN3", type: "text", context: { id: "wamid.ELSEWHERE" } }
        ]
      })
    )
  })

  it("data of somebody else, and statuses of nobody known, stay as they came", () => {
    const foreign = JSON.stringify(
      envelope({ statuses: [{ id: "wamid.X", status: "read", biz_opaque_callback_data: "theirs" }] })
    )
    expect(rename(foreign, mine)).toBe(foreign)
    const stray = JSON.stringify(
      envelope({ statuses: [{ id: "wamid.X", biz_opaque_callback_data: Opaque.write(mine.id, 1) }] })
    )
    expect(rename(stray)).toBe(stray)
  })

  it("every letter that names no message is as it came: escapes, blanks, order and unknown fields", () => {
    const json = `{ "object":"whatsapp_business_account",\n "entry":[{"x":1.50,"changes":[{"value":{"statuses":[
      {"new_field":{"a":"\\u00e9\\/"},"id":"wamid.PLATFORM" , "status":"sent"}]}}]}]}\n`
    expect(rename(json, mine)).toBe(json.replace("wamid.PLATFORM", given(mine)))
  })

  it("a number is under the id that callers know it by, wherever a callback has it; other numbers and letters stay", () => {
    const metadata = (phone_number_id: string) => ({ display_phone_number: "15550100001", phone_number_id })
    const both = (first: string, second: string) =>
      JSON.stringify([
        envelope({ metadata: metadata(first), statuses: [{ id: "2002", status: "read" }] }),
        envelope({ metadata: metadata(second), messages: [{ id: "wamid.IN", text: { body: "2002" } }] })
      ])
    expect(Renaming.numbered(both("2002", "3003"), new Map([["2002", "1001"]]))).toBe(both("1001", "3003"))
    expect(Renaming.numbered(both("2002", "2002"), new Map([["2002", "1001"]]))).toBe(both("1001", "1001"))
  })

  const folder = new URL("../../../../../shared/fixtures/webhooks/", import.meta.url)
  const samples = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))
    : []

  describe.skipIf(samples.length === 0)("the samples", () => {
    it("of every callback nothing changes while no message of it is ours", () => {
      const changed = samples.filter((name) => {
        const json = readFileSync(new URL(name, folder), "utf8")
        return rename(json) !== json
      })
      expect(changed).toEqual([])
    })

    it("of every callback each status and each answer can be renamed, and nothing else changes", () => {
      const name = given(World.stored(3))
      const wrong = samples.filter((sample) => {
        const json = readFileSync(new URL(sample, folder), "utf8")
        const asked = Renaming.questions(json)
        const found = asked.map(() => World.stored(3))
        const places = asked.map(({ place }) => JSON.stringify(place.value))
        const parts = Renaming.renamed(sha256, json, asked, found).split(JSON.stringify(name))
        const restored = parts.reduce((text, part, index) => `${text}${places[index - 1] ?? ""}${part}`)
        return JSON.stringify(JSON.parse(restored)) !== JSON.stringify(JSON.parse(json))
      })
      expect(wrong).toEqual([])
    })
  })
})
