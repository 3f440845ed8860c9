import { elsewhere, inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const numbers: ReadonlyArray<Rule> = [
  inCore("PH-01", "A sendable number is E.164, and each part that is missing is an error of its own", [], {
    fixed: "E.164 is the only form that the platforms take."
  }),
  inCore("PH-02", "Foreign characters are refused by name with the corrected number, or repaired in lenient mode", [], {
    fixed: "The caller chooses strict or lenient with each judgement."
  }),
  inCore(
    "PH-03",
    "Unusual lengths are warned about; the numbering plan of the country decides",
    ["numbers.digitsMin", "numbers.digitsMax", "numbers.nationalDigitsMin", "numbers.nationalDigitsMax"],
    { fixed: "Which lengths are wrong is the country's plan, as libphonenumber has it." }
  ),
  inCore("PH-04", "A number is judged by its country's plan", [], {
    fixed: "Plans are the metadata of libphonenumber; they change with its releases."
  }),
  inCore("PH-05", "A number under the wrong calling code is an error that suggests the right one", [], {
    fixed: "Only what the plans say can be suggested; the caller may name the region of a list."
  }),
  inCore("PH-06", "Every line has a type and a risk; virtual lines are of high risk", [], {
    fixed: "Types are the plans'; which of them are at risk is a table beside them."
  }),
  inCore("PH-07", "One number is judged far within its time", [
    "numbers.judgementMillisMax",
    "numbers.judgementIncidentMillis"
  ]),
  inCore("PH-08", "A long list is sampled, and its failures projected, before anything is queued", [
    "numbers.preflightRowsMin",
    "numbers.preflightShare"
  ]),
  elsewhere("PH-09", "Lists stream through the check in constant memory, and doubles are found", "apps/cli", [], {
    fixed: "A list may be of any length: nothing is bounded that a policy could move."
  })
]

export const verification: ReadonlyArray<Rule> = [
  inCore("NV-01", "A virtual number proves itself by SMS, and is blocked for a time when it fails too often", [
    "numbers.verificationFailuresMax",
    "numbers.verificationBlockMillis",
    "numbers.verificationMillisMin",
    "numbers.verificationMillisMax"
  ]),
  inCore("NV-02", "A business number stands on two documents, each with its review and its end", [], {
    fixed: "The platform asks for these two; how long a paper is valid stands on the paper."
  })
]
