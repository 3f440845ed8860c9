import { Either } from "effect"
import { describe, expect, it } from "vitest"
import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import * as Recipient from "@sluice/core/message/Recipient"
import { contents } from "./contents.ts"

const body = (change: object) => ({ messaging_product: "whatsapp", ...contents.text, ...change })
const faults = (change: object): ReadonlyArray<string> =>
  Either.match(OutboundMessage.decode(body(change)), {
    onLeft: (issues) => issues.map(({ path, code }) => `${path} ${code}`),
    onRight: () => []
  })
const recipientOf = (change: object) => Recipient.of(Either.getOrThrow(OutboundMessage.decode(body(change))))

const user = "US.13491208655302741918"

describe("Recipient", () => {
  it("CLOUD_API 3.1: a body names a number, a user or a group", () => {
    expect(recipientOf({ to: "+12025550100" })).toEqual(Recipient.Number({ to: "+12025550100" }))
    expect(recipientOf({ to: "+12025550100", recipient_type: "individual" })).toEqual(
      Recipient.Number({ to: "+12025550100" })
    )
    expect(recipientOf({ recipient: user })).toEqual(Recipient.User({ id: user }))
    expect(recipientOf({ to: "120363041234567890", recipient_type: "group" })).toEqual(
      Recipient.Group({ id: "120363041234567890" })
    )
    expect(Recipient.of({})).toBeNull()
  })

  it("CLOUD_API 3.1: where a number and a user are named, the platform takes the number", () => {
    expect(recipientOf({ to: "+12025550100", recipient: user })).toEqual(Recipient.Number({ to: "+12025550100" }))
  })

  it.each([
    [{}, "to missing"],
    [{ to: "" }, "to empty"],
    [{ recipient: "13491208655302741918" }, "recipient format"],
    [{ recipient: "us.13491208655302741918" }, "recipient format"],
    [{ recipient: "US." }, "recipient format"],
    [{ to: "1", recipient: user, recipient_type: "group" }, "recipient mismatch"],
    [{ to: "1", recipient_type: "crowd" }, "recipient_type not-allowed"]
  ])("SF-05: %j is refused: %s", (change, fault) => {
    expect(faults(change)).toEqual([fault])
  })

  it.each([
    Recipient.Number({ to: "+12025550100" }),
    Recipient.User({ id: user }),
    Recipient.User({ id: "US.ENT.11815799212886844830" }),
    Recipient.Group({ id: "120363041234567890" })
  ])("CLOUD_API 3.1: the body for a recipient names it and no other: %j", (to) => {
    const posted = OutboundMessage.toCloudApiBody({ to, content: contents.text })
    expect(Recipient.of(Either.getOrThrow(OutboundMessage.decode(posted)))).toEqual(to)
  })
})
