import { describe, expect, it } from "vitest"
import * as commandLine from "../commandLine.ts"

const status = (id: string, change: object = {}): unknown => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "100000000000001",
      changes: [
        {
          field: "messages",
          value: {
            metadata: { display_phone_number: "12025550100", phone_number_id: "200000000000001" },
            statuses: [{ id, status: "delivered", timestamp: "1750000000", recipient_id: "12025550111", ...change }]
          }
        }
      ]
    }
  ]
})

/** Runs `sluice callbacks decode` on files with these contents, named 0.json, 1.json, … */
const decode = (contents: ReadonlyArray<string>, ...options: ReadonlyArray<string>): Promise<commandLine.Printed> =>
  commandLine.onFiles(
    ["callbacks", "decode"],
    Object.fromEntries(contents.map((content, index) => [`${index}.json`, content])),
    options
  )

const values = ({ stdout }: commandLine.Printed) => commandLine.values(stdout)

describe("sluice callbacks decode", () => {
  it("prints file, verdict, events, unknown and issues as one JSON value a callback, and exits 0", async () => {
    const ran = await decode(
      [JSON.stringify(status("wamid.1", { aura: "blue" }), null, 2)],
      "--json",
      "--provider",
      "cloud-api"
    )
    expect(ran.code).toBe(0)
    expect(values(ran)).toEqual([
      {
        file: expect.stringMatching(/0\.json$/),
        number: 1,
        ok: true,
        events: [
          expect.objectContaining({ kind: "status", wamid: "wamid.1", status: "delivered", recipient: "12025550111" })
        ],
        unknown: [{ path: "entry[0].changes[0].value.statuses[0].aura", value: "blue" }],
        issues: [],
        unknownOmitted: 0,
        issuesOmitted: 0
      }
    ])
  })

  it.each([
    ["one on each line", (all: ReadonlyArray<unknown>) => `${all.map((one) => JSON.stringify(one)).join("\n\n")}\n`],
    ["a JSON array", (all: ReadonlyArray<unknown>) => JSON.stringify(all)],
    ["a JSON array over many lines", (all: ReadonlyArray<unknown>) => `\uFEFF${JSON.stringify(all, null, 2)}`]
  ])("reads %s", async (_, write) => {
    const ran = await decode([write([status("wamid.1"), status("wamid.2"), status("wamid.3")])], "--json")
    expect(ran.code).toBe(0)
    expect(values(ran)).toMatchObject(
      ["wamid.1", "wamid.2", "wamid.3"].map((wamid, index) => ({ number: index + 1, ok: true, events: [{ wamid }] }))
    )
  })

  it("exits 1 where anything has issues, after having told of all of it", async () => {
    const ran = await decode(
      [JSON.stringify(status("wamid.1", { timestamp: "soon" })), JSON.stringify(status("wamid.2"))],
      "--json"
    )
    expect(ran.code).toBe(1)
    expect(values(ran)).toMatchObject([
      { ok: false, issues: [{ path: "entry[0].changes[0].value.statuses[0].timestamp", code: "type" }] },
      { ok: true }
    ])
  })

  it("names a broken line among good ones, and a text that is no JSON at all", async () => {
    const lines = await decode([`{broken\n${JSON.stringify(status("wamid.2"))}\n`], "--json")
    expect(lines.code).toBe(1)
    expect(values(lines)).toMatchObject([
      { number: 1, issues: [{ code: "json" }] },
      { number: 2, ok: true }
    ])
    const text = await decode(["hello\nthere"], "--json")
    expect(text.code).toBe(1)
    expect(values(text)).toMatchObject([{ ok: false, issues: [{ code: "json" }] }])
  })

  it("tells people the same, without letting a callback's text move their cursor", async () => {
    const ran = await decode([
      JSON.stringify(status("wamid.\u001B[2J", { status: "failed", errors: [{ code: 131026, title: "Gone" }] }))
    ])
    expect(ran.code).toBe(0)
    expect(ran.stdout).toContain("status   failed wamid.\uFFFD[2J to 12025550111: 131026 Gone, 2025-06-15T15:06:40Z")
    expect(ran.stdout).not.toContain("\u001B")
  })

  const ofProviders: ReadonlyArray<readonly [provider: string, text: string, event: object]> = [
    [
      "twilio",
      "MessageSid=SM1&MessageStatus=undelivered&To=whatsapp%3A%2B12025550111&ErrorCode=63016",
      { kind: "status", wamid: "SM1", status: "failed", recipient: "12025550111" }
    ],
    [
      "messagebird",
      JSON.stringify({ type: "message.updated", message: { id: "m1", status: "read", to: "+12025550111" } }),
      { kind: "status", wamid: "m1", status: "read", recipient: "12025550111" }
    ],
    [
      "bird",
      JSON.stringify({ service: "channels", event: "whatsapp.outbound", payload: { id: "b1", status: "delivered" } }),
      { kind: "status", wamid: "b1", status: "delivered" }
    ],
    [
      "zendesk",
      JSON.stringify({
        app: { id: "a" },
        events: [{ type: "conversation:message:delivery:user", payload: { message: { id: "z1" } } }]
      }),
      { kind: "status", wamid: "z1", status: "delivered" }
    ],
    ["360dialog", JSON.stringify(status("wamid.1")), { kind: "status", wamid: "wamid.1", status: "delivered" }]
  ]

  it.each(ofProviders)("WH-09: reads the callbacks of %s", async (provider, text, event) => {
    const ran = await decode([text], "--json", "--provider", provider)
    expect([ran.code, ran.stderr]).toEqual([0, ""])
    expect(values(ran)).toMatchObject([{ number: 1, ok: true, events: [event], issues: [] }])
  })

  it("WH-09: takes forms line by line, JSON among them, and names the broken ones", async () => {
    const lines = ["", "MessageSid=SM1&Body=Hi", "{broken", '{"MessageSid":"SM2","Body":"Hi"}', "From=1"].join("\n")
    const ran = await decode([lines], "--json", "--provider", "twilio")
    expect(ran.code).toBe(1)
    expect(values(ran)).toMatchObject([
      { number: 1, ok: true, events: [{ kind: "message", wamid: "SM1" }] },
      { number: 2, ok: false, issues: [{ code: "json" }] },
      { number: 3, ok: true, events: [{ wamid: "SM2" }] },
      { number: 4, ok: false, issues: [{ path: "MessageSid" }] }
    ])
  })

  it("a form is no callback of a provider that sends JSON", async () => {
    const ran = await decode(["MessageSid=SM1&MessageStatus=read"], "--json", "--provider", "bird")
    expect(ran.code).toBe(1)
    expect(values(ran)).toMatchObject([{ ok: false, issues: [{ code: "json" }] }])
  })

  it("exits 2 for a file that is not there and for a provider that is not known", async () => {
    const missing = await decode([], "--json", "/nowhere/callback.json")
    expect([missing.code, missing.stdout]).toEqual([2, ""])
    expect(missing.stderr).toContain("/nowhere/callback.json")
    expect((await decode([], "--provider", "pigeon")).code).toBe(2)
  })

  it("a file without a callback in it is not in order, and is told of", async () => {
    const ran = await decode([""])
    expect(ran.code).toBe(1)
    expect(ran.stdout).toContain("issue    json: there is no callback in the file")
  })
})
