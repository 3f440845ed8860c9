import { guide } from "@sluice/core/policy/guide"
import type { Template } from "@sluice/core/message/Template"
import * as TemplateRule from "@sluice/engine/accept/TemplateRule"
import { startMillis, template } from "@sluice/engine/test-kit/Samples"
import { Either } from "effect"
import { describe, expect, it } from "vitest"

const content = (change: Partial<Template> = {}) => ({
  type: "template" as const,
  template: {
    name: "order_update",
    language: { code: "en_US" },
    components: [{ type: "body" as const, parameters: [{ type: "text" as const, text: "A-1042" }] }],
    ...change
  }
})

const registered = (...templates: ReadonlyArray<ReturnType<typeof template>>) => ({
  isEmpty: templates.length === 0,
  templates
})

const judge = (
  known: ReturnType<typeof registered>,
  given = content(),
  checking: TemplateRule.Checking | undefined = undefined
) => TemplateRule.judge(guide.templates, checking, known, given, startMillis + 1_000)

const codes = (result: ReturnType<typeof judge>) =>
  Either.match(result, { onLeft: (found) => found.map(({ code }) => code), onRight: () => [] })

describe("fitting a message to its template", () => {
  it("TP-07: an approved template whose values fit is taken, without a doubt", () => {
    expect(judge(registered(template("order_update")))).toEqual(Either.right([]))
  })

  it("TP-07: unknown, not approved, and not fitting are refused, with what the platform would answer", () => {
    const other = registered(template("other"))
    expect(codes(judge(other))).toEqual(["template-unknown"])
    expect(codes(judge(registered(template("order_update", { language: "de" }))))).toEqual(["language-missing"])
    const paused = judge(registered(template("order_update", {}, { status: "paused" })))
    expect(paused).toMatchObject(
      Either.left([{ path: "content.template.name", rule: "TP-07", message: expect.stringContaining("132015") }])
    )
    expect(codes(judge(registered(template("order_update")), content({ components: [] })))).toEqual(["values-count"])
  })

  it("TP-06: under review, it tells when the decision is expected", () => {
    const reviewed = judge(registered(template("order_update", {}, { status: "submitted", revisions: 1 })))
    const [finding] = Either.match(reviewed, { onLeft: (found) => found, onRight: () => [] })
    const from = new Date(startMillis + guide.templates.reviewMillisMin + guide.templates.reviewMillisPerRevision)
    expect(finding?.suggestion).toContain(from.toISOString())
  })

  it("an empty registry checks nothing and says so, unless the operator wants it to", () => {
    expect(judge(registered())).toMatchObject(Either.right([{ code: "template-unchecked" }]))
    expect(codes(judge(registered(), content(), "registry"))).toEqual(["template-unknown"])
    expect(judge(registered(template("other")), content(), "unchecked")).toMatchObject(
      Either.right([{ code: "template-unchecked" }])
    )
  })

  it("tells whether a template advertises, where the registry knows it", () => {
    const known = registered(template("order_update", { category: "MARKETING" }))
    expect(TemplateRule.advertises(known, content())).toBe(true)
    expect(TemplateRule.advertises(registered(template("order_update")), content())).toBe(false)
    expect(TemplateRule.advertises(registered(template("other")), content())).toBe(null)
  })
})
