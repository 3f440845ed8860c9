import { describe, expect, it } from "vitest"
import * as Callback from "@sluice/core/callback/Callback"
import * as Dialog360 from "@sluice/core/callback/providers/Dialog360"
import { bodies, json } from "./bodies.ts"

const { "360dialog": dialog360 } = bodies

describe("Dialog360", () => {
  it("CLOUD_API 3.9: the platform's own callbacks are read as the platform's", () => {
    expect(Dialog360.decode(dialog360.status)).toEqual(Callback.decode(JSON.parse(dialog360.status.text)))
  })

  it("CLOUD_API 3.9: what the hosted client sends is read without the shell, and its paths are its own", () => {
    expect(Dialog360.decode(dialog360.hostedMessage).events).toMatchObject([
      { _tag: "MessageReceived", path: "messages[0]", wamid: "ABGG", from: "12025550111", profileName: "Customer 1" }
    ])
    expect(Dialog360.decode(dialog360.hostedStatus).events).toMatchObject([
      {
        path: "statuses[0]",
        status: "failed",
        errors: [{ code: 470, title: "Re-engagement", details: "Outside the window" }]
      }
    ])
    expect(Dialog360.decode(dialog360.hostedErrors).events).toMatchObject([
      { _tag: "AccountErrors", path: "errors", errors: [{ code: 1014, details: "Upload failed" }] }
    ])
  })

  it("WH-09: paths of what is unknown or not as documented are those of the body", () => {
    const { issues, unknown } = Dialog360.decode(
      json({ statuses: [{ id: "1", status: "read", timestamp: "soon", aura: "blue" }] })
    )
    expect(issues.map(({ path }) => path)).toEqual(["statuses[0].timestamp"])
    expect(unknown.map(({ path }) => path)).toEqual(["statuses[0].aura"])
  })

  it("WH-11: a difference is named by the field of the body", () => {
    const { events } = Dialog360.decode(dialog360.hostedStatus)
    const changed = events.map((event) =>
      event._tag === "StatusChanged" ? { ...event, recipient: "12025550199" } : event
    )
    expect(Dialog360.compare(dialog360.hostedStatus, { events: changed })).toMatchObject({
      _tag: "Disagreement",
      differences: [{ path: "statuses[0].recipient_id", second: "12025550111" }]
    })
  })
})
