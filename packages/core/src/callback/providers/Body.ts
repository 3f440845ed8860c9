import { Either } from "effect"
import * as Log from "../internal/Log.ts"
import type * as Read from "../internal/read.ts"
import * as Form from "./Form.ts"

/** A callback as it came over the wire, with its text decoded from UTF-8. */
export interface Body {
  /** The header `Content-Type`; null where there is none. A callback by GET is a form: its query, under the form's type. */
  readonly contentType: string | null
  readonly text: string
}

/** A body as a value: the fields of a form, each a text; any JSON; or neither, and why. */
export type Parsed =
  | { readonly _tag: "Form"; readonly fields: Read.Fields }
  | { readonly _tag: "Json"; readonly json: unknown }
  | { readonly _tag: "Unreadable"; readonly message: string }

const formType = /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i
const jsonStart = /^[\s\uFEFF]*[[{]/

/** A type as HTTP writes them (RFC 9110, 8.3.1), with or without parameters. */
const anyType = /^\s*[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+\s*(?:;|$)/

/** Whether a body is to be read as a form: by its type, and where it states none that is one (`json`, `a/b/c`), by its looks. */
export const isForm = ({ contentType, text }: Body): boolean =>
  contentType !== null && anyType.test(contentType) ? formType.test(contentType) : !jsonStart.test(text)

/** The first value of each name; further ones that differ from it are reported as unknown under `name[1]`, `name[2]`, … */
const fieldsOf = (log: Log.Log, form: Form.Form): Read.Fields => {
  const values = new Map<string, Array<string>>()
  for (const [name, value] of form.pairs) {
    const earlier = values.get(name)
    if (earlier === undefined) values.set(name, [value])
    else if (!earlier.includes(value)) {
      Log.unknown(log, `${name}[${earlier.length}]`, value)
      // A name is repeated a few times by an honest sender; what repeats it more often is still reported, and not searched.
      if (earlier.length < repeatsMax) earlier.push(value)
    }
  }
  for (const name of form.damaged) Log.issue(log, name, "format", "must be percent-encoded UTF-8")
  return Object.fromEntries([...values].map(([name, [value]]) => [name, value]))
}

/** Different values of one name that are told apart. */
const repeatsMax = 16

/** Reads a body as JSON. */
export const json = (text: string): Parsed =>
  Either.match(
    Either.try((): unknown => JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text)),
    {
      onLeft: () => ({ _tag: "Unreadable", message: "must be JSON" }) as const,
      onRight: (value) => ({ _tag: "Json", json: value }) as const
    }
  )

/** Reads a body of a provider that sends forms and JSON. */
export const parse = (log: Log.Log, body: Body): Parsed =>
  isForm(body) ? { _tag: "Form", fields: fieldsOf(log, Form.parse(body.text)) } : json(body.text)
