import { inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const templates: ReadonlyArray<Rule> = [
  inCore("TP-01", "A template is linted before it is submitted, and every finding has its place and a rewrite", [], {
    fixed: "What is found depends on TP-02 to TP-05; the form of a finding is for programs to rely on."
  }),
  inCore("TP-02", "Short forms are written out", [], {
    fixed: "Dictionaries are data, one a language; `Words.extended` adds to them and goes before them."
  }),
  inCore("TP-03", "A discount is an amount, not a percentage", ["templates.flagPercentDiscounts"]),
  inCore("TP-04", "Nobody is sent to a link by the text", ["templates.flagEveryLinkRequest"], {
    fixed: "Shorteners and phrases are data; `Words.extended` adds to them."
  }),
  inCore("TP-05", "A template has the structure that the platform takes", [], {
    fixed:
      "The limits are the platform's own (CLOUD_API 3.7): beyond them a template is refused whatever a policy says."
  }),
  inCore("TP-06", "An approval goes its way in known steps, with an expected date and the odds", [
    "templates.reviewMillisMin",
    "templates.reviewMillisMax",
    "templates.reviewMillisPerRevision",
    "templates.approvalOddsFirst",
    "templates.approvalOddsRevised",
    "templates.approvalRevisions"
  ]),
  inCore(
    "TP-07",
    "A message that its template does not fit is refused before it is queued",
    ["templates.serviceWindowMillis"],
    {
      fixed:
        "The platform refuses such a message (132000 to 132015); there is nothing to allow. When a template is needed at all is the service window's."
    }
  )
]
