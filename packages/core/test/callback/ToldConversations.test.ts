import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import { callback } from "./fixtures/Change.ts"
import { fixture } from "./fixture.ts"

const events = (name: string) => decode(fixture(name)).events

/** What a callback with one such value is read as. */
const one = (field: string, value: unknown) => decode(callback(field, value))

const at = "entry[0].changes[0].value"
const number = { phoneNumberId: "200000000000001", displayPhoneNumber: "12025550100" }
const known = (word: string) => ({ word, text: word })

describe("Callback: conversations", () => {
  it("CLOUD_API 3.6: a call says who calls whom, how it went, and how long it took", () => {
    const [incoming, placed] = events("calls")
    expect(incoming).toMatchObject({
      _tag: "CallChanged",
      path: `${at}.calls[0]`,
      ...number,
      timestampSeconds: 1_750_000_300,
      event: known("connect"),
      direction: known("USER_INITIATED"),
      from: "12025550111",
      fromUserId: "US.100000000000001",
      username: "customer1",
      session: { type: "offer", sdp: "v=0" },
      webrtcSdp: "v=0 of the connection",
      outcome: null
    })
    expect(placed).toMatchObject({
      event: known("terminate"),
      outcome: known("COMPLETED"),
      toUserId: "US.100000000000001",
      startSeconds: 1_750_000_311,
      endSeconds: 1_750_000_371,
      durationSeconds: 60,
      opaque: "call-2"
    })
    expect(events("calls").slice(3)).toMatchObject([
      { _tag: "CallStatusChanged", status: known("RINGING"), recipient: "12025550111" },
      { _tag: "CallStatusChanged", status: known("ACCEPTED") },
      { _tag: "CallStatusChanged", status: known("REJECTED"), errors: [{ code: 138_009 }] },
      { _tag: "AccountErrors", errors: [{ code: 138_000 }] }
    ])
  })

  it("CLOUD_API 3.6: history holds messages as any other, with what became of them", () => {
    expect(events("history")).toMatchObject([
      {
        _tag: "HistoryRead",
        path: `${at}.history[0]`,
        ...number,
        phase: 0,
        chunkOrder: 1,
        progressPercent: 55,
        threads: [
          {
            id: "12025550111",
            username: "customer1",
            messages: ["PENDING", "SENT", "DELIVERED", "READ", "PLAYED", "ERROR"].map((word, position) => ({
              path: `${at}.history[0].threads[0].messages[${position}]`,
              wamid: `wamid.PAST${position}`,
              status: known(word),
              content: { kind: "text", body: `Message ${position}` }
            }))
          },
          { messages: [{ content: { kind: "media_placeholder" } }] }
        ],
        errors: []
      },
      { _tag: "HistoryRead", phase: null, threads: [], errors: [{ code: 2_593_109 }] }
    ])
    expect(events("history-media")).toMatchObject([
      {
        _tag: "HistoryMessageRead",
        message: { wamid: "wamid.PAST9", content: { kind: "image", mediaId: "500000000000009" } },
        profileName: "Customer 1"
      },
      { _tag: "StatusChanged", status: "read", wamid: "wamid.PAST0" }
    ])
  })

  it("CLOUD_API 3.6: messages that others send from our number are echoes, not received ones", () => {
    expect(events("echoes-of-app")).toMatchObject([
      {
        _tag: "MessageEchoed",
        wamid: "wamid.ECHO1",
        from: "12025550100",
        to: "12025550111",
        toUserId: "US.100000000000001",
        username: "customer1",
        content: { kind: "text", body: "Typed on the phone" }
      }
    ])
    expect(events("echoes")).toMatchObject([
      { _tag: "MessageEchoed", content: { kind: "revoke", wamid: "wamid.ECHO1" } }
    ])
  })

  it("CLOUD_API 3.6: address books, preferences, conversions, clicks and handovers are read", () => {
    expect(events("contacts-synced")[2]).toMatchObject({
      _tag: "ContactSynced",
      action: known("remove"),
      contact: { phoneNumber: "12025550111", fullName: "Customer One" },
      timestampSeconds: 1_750_000_502
    })
    expect(events("user-preferences")).toMatchObject([
      { _tag: "PreferenceChanged", waId: "12025550111", value: known("stop"), timestampSeconds: 1_750_000_600 },
      { _tag: "PreferenceChanged", waId: "12025550111", value: known("resume") }
    ])
    expect(events("automatic-events")[1]).toMatchObject({
      _tag: "ConversionDetected",
      event: known("Purchase"),
      wamid: "wamid.IN0002",
      currency: "USD",
      value: 25_000
    })
    const click = { action: known("marketing_messages_link_click"), component: known("cta") }
    expect(events("tracking-events")[0]).toMatchObject({ _tag: "ActionTracked", ...click, clickId: "click-0" })
    expect(events("message-clicks")).toMatchObject([{ _tag: "ActionTracked", ...click, clickId: "click-9" }])
    expect(events("handovers")[0]).toMatchObject({
      _tag: "HandoverChanged",
      ...number,
      from: "12025550111",
      passed: {
        previousRole: known("ai_agent"),
        newRole: known("escalation"),
        conversation: { summary: { text: "Wants a person." } }
      }
    })
  })

  it("CLOUD_API 3.6: a group's life, people, settings and standing are read", () => {
    expect(events("group_lifecycle_update")).toMatchObject([
      {
        _tag: "GroupChanged",
        path: `${at}.groups[0]`,
        ...number,
        timestampSeconds: 1_750_001_000,
        change: known("group_create"),
        groupId: "group-1",
        subject: "Gardeners",
        inviteLink: "https://chat.example.com/invite-1",
        approvalMode: known("approval_required"),
        added: [{ waId: "12025550111" }, { input: "12025550112", waId: "12025550112", username: "customer2" }]
      },
      { errors: [{ code: 131_000 }] },
      { change: known("group_delete") }
    ])
    expect(events("group_participants_update")[1]).toMatchObject({
      change: known("group_participants_remove"),
      initiatedBy: known("business"),
      removed: [{ waId: "12025550111" }],
      failed: [{ errors: [{ code: 131_026 }] }]
    })
    expect(events("group-join-request")).toMatchObject([{ joinRequestId: "join-1", profileName: "Customer 1" }])
    expect(events("group_settings_update")).toMatchObject([
      {
        newPicture: { succeeded: true, mimeType: "image/jpeg" },
        newSubject: { text: "Potters" },
        newDescription: { succeeded: false, errors: [{ code: 131_002 }] }
      }
    ])
    expect(events("group_status_update")).toMatchObject([
      { change: known("group_suspend") },
      { change: known("group_suspend_cleared") }
    ])
  })
})

describe("Callback: drift in what is told", () => {
  it.each([
    [
      "message_template_status_update",
      { event: "TELEPORTED" },
      { event: { word: "other", text: "TELEPORTED" } },
      "event"
    ],
    ["account_update", { event: "RENAMED" }, { event: { word: "other", text: "RENAMED" } }, "event"],
    [
      "business_capability_update",
      { max_daily_conversations_per_business: "TIER_MANY" },
      { businessLimit: { _tag: "Other", text: "TIER_MANY" } },
      "max_daily_conversations_per_business"
    ],
    ["security", { event: "constructor" }, { event: { word: "other", text: "constructor" } }, "event"]
  ])("WH-09: a word of %s that is not known is kept and reported with its path", (field, value, event, key) => {
    const { events: found, issues, unknown } = one(field, value)
    expect(found).toMatchObject([event])
    expect(issues).toEqual([])
    expect(unknown).toEqual([{ path: `${at}.${key}`, value: Object.values(value)[0] }])
  })

  it.each([
    ["message_template_status_update", "event"],
    ["message_template_quality_update", "new_quality_score"],
    ["template_category_update", "new_category"],
    ["phone_number_quality_update", "event"],
    ["phone_number_name_update", "decision"],
    ["account_update", "event"],
    ["account_alerts", "alert_info"],
    ["account_review_update", "decision"],
    ["account_settings_update", "type"],
    ["security", "event"],
    ["flows", "event"],
    ["partner_solutions", "event"],
    ["payment_configuration_update", "status"],
    ["messaging_handovers", "type"]
  ])("WH-09: a value of %s that does not say what happened is an issue, and an event all the same", (field, key) => {
    const { events: found, issues } = one(field, {})
    expect(found.length).toBe(1)
    expect(issues).toMatchObject([{ path: `${at}.${key}`, code: "missing" }])
  })

  it("WH-09: one broken item costs only itself", () => {
    const {
      events: found,
      issues,
      unknown
    } = one("group_status_update", {
      groups: ["odd", { type: "group_suspend", group_id: 7, colour: "red" }, null]
    })
    expect(found).toMatchObject([{ path: `${at}.groups[1]`, change: known("group_suspend"), groupId: null }])
    expect(issues.map(({ path }) => path)).toEqual([`${at}.groups[0]`, `${at}.groups[1].group_id`, `${at}.groups[2]`])
    expect(unknown.map(({ path }) => path)).toEqual([`${at}.groups[0]`, `${at}.groups[1].colour`, `${at}.groups[2]`])
  })
})
