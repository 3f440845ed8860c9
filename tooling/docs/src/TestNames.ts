import { Data } from "effect"
import { parseSync, Visitor } from "oxc-parser"
import type { Argument, CallExpression, Expression, Super } from "oxc-parser"

/** A test as its source writes it: the names of the groups around it, outermost first, and its own. */
export interface TestName {
  readonly groups: ReadonlyArray<string>
  readonly name: string
}

/** A source that the parser refuses; nothing is read from it. */
class UnreadableSource extends Data.TaggedError("UnreadableSource")<{
  readonly path: string
  readonly reason: string
}> {
  override get message(): string {
    return `${this.path}: ${this.reason}`
  }
}

/** What stands where a name holds something that only the run knows. */
const unknownPart = "…"

/** The name behind `it`, `it.effect`, `it.each([…])`, `it.effect.each`…``, `describe.skipIf(…)`; null for any other call. */
const rootOf = (callee: Expression | Super): string | null => {
  switch (callee.type) {
    case "Identifier":
      return callee.name
    case "MemberExpression":
      return rootOf(callee.object)
    case "CallExpression":
      return rootOf(callee.callee)
    case "TaggedTemplateExpression":
      return rootOf(callee.tag)
    default:
      return null
  }
}

/** The text of a literal, of a template, or of a sum of them; null where nothing of it is written in the source. */
const textOf = (expression: Argument | Expression): string | null => {
  switch (expression.type) {
    case "Literal":
      return typeof expression.value === "string" ? expression.value : null
    case "TemplateLiteral":
      return expression.quasis.map(({ value }) => value.cooked ?? value.raw).join(unknownPart)
    case "BinaryExpression": {
      if (expression.operator !== "+") return null
      const [left, right] = [textOf(expression.left), textOf(expression.right)]
      return left === null && right === null ? null : `${left ?? unknownPart}${right ?? unknownPart}`
    }
    default:
      return null
  }
}

const roles: Readonly<Record<string, "group" | "test">> = {
  describe: "group",
  suite: "group",
  it: "test",
  test: "test"
}

const read = (call: CallExpression): { readonly role: "group" | "test"; readonly name: string } | null => {
  const role = roles[rootOf(call.callee) ?? ""]
  const [first] = call.arguments
  if (role === undefined || first === undefined) return null
  const name = textOf(first)
  return name === null ? null : { role, name }
}

/**
 * The names of the tests that a source declares, in its order. `it.each` is one test here, whatever its table holds.
 *
 * The source is parsed, not searched: names in comments, strings and other calls do not count. A name that is only known when
 * the test runs has no place in documents and is left out.
 */
export const inSource = (path: string, source: string): ReadonlyArray<TestName> => {
  const { errors, program } = parseSync(path, source)
  const [error] = errors
  if (error !== undefined) throw new UnreadableSource({ path, reason: error.message })
  const groups: Array<string> = []
  const tests: Array<TestName> = []
  new Visitor({
    CallExpression: (call) => {
      const found = read(call)
      if (found?.role === "group") groups.push(found.name)
      if (found?.role === "test") tests.push({ groups: [...groups], name: found.name })
    },
    "CallExpression:exit": (call) => {
      if (read(call)?.role === "group") groups.pop()
    }
  }).visit(program)
  return tests
}
