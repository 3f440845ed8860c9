import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"

/** A refusal when a template is submitted; it comes as `error_subcode` of code 100, and the template lint catches it first. */
const refusal = (code: number, title: string, remedy: string): Entry => ({
  source: "cloud-api",
  code,
  title,
  httpStatus: [400],
  seen: ["answer"],
  cause: "template",
  retry: "never",
  scope: "template_create",
  wait: Wait.none,
  reaction: "operator",
  remedy
})

/** Refusals of new templates (SPEC TP-05; CLOUD_API 3.3, 3.7). */
export const templateCreation: ReadonlyArray<Entry> = [
  refusal(
    2388019,
    "Message template limit exceeded (250)",
    "The account holds as many templates as it may. Delete unused ones, or verify the business for a higher limit."
  ),
  refusal(
    2388039,
    "Template status cannot be changed",
    "The template is in a state that cannot be left this way, such as under review. Wait for the review, or submit a new one."
  ),
  refusal(
    2388040,
    "Character limit exceeded",
    "A part of the template is too long. The template lint names the part and its limit."
  ),
  refusal(
    2388047,
    "Header format incorrect",
    "The header is not as it must be: at most 60 characters, one variable, no formatting. Correct it and submit again."
  ),
  refusal(
    2388072,
    "Body format incorrect",
    "The body is not as it must be. The template lint names the place; correct it there."
  ),
  refusal(
    2388073,
    "Footer format incorrect",
    "The footer is not as it must be: at most 60 characters and no variables. Correct it and submit again."
  ),
  refusal(
    2388293,
    "Too many variables for the length",
    "The body has too many variables for so little text. Write more around them, or use fewer."
  ),
  refusal(
    2388299,
    "Leading or trailing parameters not allowed",
    "The body begins or ends with a variable. Put words before and after it."
  )
]
