import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import * as Units from "@sluice/core/message/Units"
import { guide } from "@sluice/core/policy/guide"
import * as Template from "@sluice/simulator/templates/Template"
import { Either } from "effect"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import * as SampleList from "../../src/quickstart/SampleList.ts"
import * as SampleMessage from "../../src/quickstart/SampleMessage.ts"
import * as Sandboxes from "../../src/quickstart/Sandboxes.ts"
import * as Triage from "../../src/quickstart/Triage.ts"

const file = new URL("../../../../samples/recipients.csv", import.meta.url)
const list = Either.getOrThrow(SampleList.read("recipients.csv", readFileSync(file, "utf8")))
const { sendable } = Triage.judge(guide.numbers, list)
const window = guide.pacing.senderWindow

describe("what a quick start sends", () => {
  it("SF-05: is content that every door takes", () => {
    for (const { content } of [...Sandboxes.listRequests(sendable), ...Sandboxes.guideRequests(sendable, 100)])
      expect(OutboundMessage.decodeContent(content)).toEqual(Either.right(content))
  })

  it("TP-07: fills templates that the simulated platform has approved, each with what it asks for", () => {
    const approved = new Map(
      Template.samples.filter(({ status }) => status === "APPROVED").map((one) => [one.name, one])
    )
    for (const row of list) {
      const content = SampleMessage.contentOf(row)
      if (content.type !== "template") throw new Error("only templates reach people outside their window")
      const template = approved.get(content.template.name)
      const { components = [], language } = content.template
      expect(template?.language).toBe(language.code)
      const brought = (type: string) =>
        components
          .filter((component) => component.type === type)
          .reduce((sum, component) => sum + ("parameters" in component ? (component.parameters?.length ?? 0) : 0), 0)
      const slots = template === undefined ? null : Template.slots(template)
      expect(slots).toMatchObject({ headerParameters: brought("header"), bodyParameters: brought("body") })
      expect(slots?.buttonIndices).toHaveLength(brought("button"))
    }
  })

  it("writes to everybody once, under a key of their own", () => {
    const requests = Sandboxes.listRequests(sendable)
    expect(new Set(requests.map(({ recipient }) => recipient)).size).toBe(requests.length)
    expect(new Set(requests.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(requests.length)
  })

  it("RL-02: puts words and pictures on both senders of the batch, shared out by what they may", () => {
    const requests = Sandboxes.guideRequests(sendable, 100)
    expect(requests).toHaveLength(100)
    const bySender = Map.groupBy(requests, ({ senderId }) => senderId)
    expect(new Map([...bySender].map(([id, own]) => [id, own.length]))).toEqual(
      new Map([
        ["new-sender", 14],
        ["raised-sender", 86]
      ])
    )
    for (const own of bySender.values()) {
      const weights = new Set(own.map(({ content }) => (window === null ? 0 : Units.units(window, content))))
      expect(weights).toEqual(new Set([1, 1.8]))
    }
  })
})
