/**
 * What will a template be refused for? Every finding has its place and, where there is one, a rewrite.
 */
import { guide } from "@sluice/core/policy/guide"
import * as Linter from "@sluice/core/template/Linter"

const draft = {
  name: "spring_sale",
  language: "en_US",
  category: "MARKETING",
  components: [
    { type: "HEADER", format: "TEXT", text: "For our VIP customers" },
    {
      type: "BODY",
      text: "Hello {{1}}, all shoes are 30% off this week. Click here to see them.",
      example: { body_text: [["Mina"]] }
    },
    { type: "FOOTER", text: "Reply STOP to stop" }
  ]
}

for (const { code, component, message, offset, rule, severity, suggestion, text } of Linter.lintJson(
  guide.templates,
  draft
)) {
  console.log(`${severity} ${rule} ${code} in ${component} at ${offset}: "${text}"`)
  console.log(`  ${message}${suggestion === null ? "" : ` -> "${suggestion}"`}`)
}
