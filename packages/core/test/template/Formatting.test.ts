import { describe, expect, it } from "vitest"
import { body, buttons, cloudApi, header, lint, of } from "./drafts.ts"

const fine = { type: "BODY", text: "Your order has left our store." }
const footer = (text: string) => ({ type: "FOOTER", text })
const label = (text: string) => buttons({ type: "QUICK_REPLY", text })

describe("Linter: formatting", () => {
  it.each([
    ["header-formatting", of(header("A *bold* word"), fine), 2, "*bold*", "bold"],
    ["header-formatting", of(header("An _early_ bird"), fine), 3, "_early_", "early"],
    ["header-formatting", of(header("Two\nlines"), fine), 3, "\n", " "],
    ["header-formatting", of(header("Sale *"), fine), 5, "*", ""],
    ["header-formatting", of(header("On its way 🚚"), fine), 11, "🚚", ""],
    ["header-formatting", of(header("For 👨‍👩‍👧 and 🇰🇷".slice(0, 12)), fine), 4, "👨‍👩‍👧", ""],
    ["footer-formatting", of(fine, footer("~Old~ terms")), 0, "~Old~", "Old"],
    ["footer-formatting", of(fine, footer("Thanks 🙏")), 7, "🙏", ""],
    ["footer-formatting", of(fine, footer("One\r\ntwo")), 3, "\r\n", " "],
    ["button-label-formatting", of(fine, label("Yes 👍")), 4, "👍", ""],
    ["button-label-formatting", of(fine, label("*Yes*")), 0, "*Yes*", "Yes"],
    ["body-line-breaks", of(body("Hello.\n\n\n\nYour order has left.")), 6, "\n\n\n\n", "\n\n"],
    ["body-line-breaks", of(body("Hello.\r\n \r\n\r\nYour order has left.")), 6, "\r\n \r\n\r\n", "\n\n"],
    ["body-blanks", of(body("Item:\tshoes, and more.")), 5, "\t", " "],
    ["body-blanks", of(body("Item:     shoes, and more.")), 5, "     ", " "],
    ["body-emoji", of(body(`Thanks! ${"😀".repeat(12)}`)), 28, "😀", ""]
  ])("TP-05: %s", (code, draft, offset, text, suggestion) => {
    expect(lint(draft, cloudApi)).toMatchObject([{ rule: "TP-05", code, offset, text, suggestion }])
  })

  it.each([
    of(header("Track your order_id or #1 ™ ©"), fine),
    of(fine, footer("* Terms apply")),
    of(body("*Hello*, _dear_ ~old~ `friend` 🎉\n\nYour order has left.")),
    of(fine, label("2 * 3")),
    of(header("For {{first_name}}"), fine).valueOf()
  ])("TP-05: what a text may hold passes (%#)", (draft) => {
    expect(lint(draft, cloudApi).filter(({ code }) => /formatting|body-/.test(code))).toEqual([])
  })
})
