import { samples as samplesOf } from "../DraftButton.ts"
import * as Finding from "../Finding.ts"
import * as Part from "../Part.ts"
import type { Body, Header } from "../TemplateDraft.ts"
import * as Variables from "../Variables.ts"
import type { Rule } from "./Context.ts"

interface Given {
  readonly positional: ReadonlyArray<string>
  readonly named: ReadonlyArray<{ readonly param_name: string; readonly example: string }>
}

/** Keys of variables that have no sample value, or an empty one. */
const missing = (text: string, { named, positional }: Given): ReadonlyArray<string> =>
  Variables.keys(text).filter((key, index) => {
    const value = /^\d/.test(key) ? positional[index] : named.find(({ param_name }) => param_name === key)?.example
    return value === undefined || value.trim() === ""
  })

const wanted = (code: Finding.Code, field: Finding.Field, given: Given): ReadonlyArray<Finding.Finding> => {
  const absent = missing(field.text, given)
  const count = Variables.keys(field.text).length
  if (absent.length > 0) {
    const list = absent.map((key) => `{{${key}}}`).join(", ")
    return [Finding.whole(code, field, `a sample value is missing for ${list}`)]
  }
  const surplus = given.positional.length + given.named.length - count
  return surplus > 0 ? [Finding.whole(code, field, `${surplus} more sample values than variables`)] : []
}

const header = (place: string, value: Header): ReadonlyArray<Finding.Finding> => {
  switch (value.format) {
    case "TEXT":
      return wanted(
        "header-sample",
        { component: place, text: value.text ?? "" },
        { positional: value.example?.header_text ?? [], named: value.example?.header_text_named_params ?? [] }
      )
    case "IMAGE":
    case "VIDEO":
    case "GIF":
    case "DOCUMENT": {
      const [handle = ""] = value.example?.header_handle ?? []
      if (handle.trim() === "")
        return [
          Finding.whole(
            "header-sample",
            { component: place, text: "" },
            "a sample file is missing; give its upload handle"
          )
        ]
      return /^https?:/i.test(handle)
        ? [
            Finding.whole(
              "header-sample",
              { component: place, text: handle },
              "a link; give the handle of a resumable upload"
            )
          ]
        : []
    }
    case "LOCATION":
    case "PRODUCT":
      return []
  }
}

const body = (place: string, { example, text = "" }: Body): ReadonlyArray<Finding.Finding> =>
  wanted(
    "body-sample",
    { component: place, text },
    { positional: example?.body_text?.[0] ?? [], named: example?.body_text_named_params ?? [] }
  )

/** A sample value for every variable, and a sample file for every media header (TP-05). */
export const samples: Rule = ({ draft }) => [
  ...Part.ofType(draft, "HEADER").flatMap(({ place, value }) => header(place, value)),
  ...Part.ofType(draft, "BODY").flatMap(({ place, value }) => body(place, value)),
  ...Part.ofType(draft, "BUTTONS")
    .flatMap(Part.buttons)
    .flatMap(({ place, value }) => {
      const needed = (value.type === "URL" && Variables.parse(value.url).length > 0) || value.type === "COPY_CODE"
      return needed && !samplesOf(value).some((sample) => sample.trim() !== "")
        ? [
            Finding.whole(
              "button-sample",
              { component: place, text: value.type === "URL" ? value.url : "" },
              "a sample value is missing"
            )
          ]
        : []
    })
]
