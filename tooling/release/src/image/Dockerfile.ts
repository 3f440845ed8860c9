import { DockerfileParser, type Instruction, ModifiableInstruction } from "dockerfile-ast"

/** One instruction of a Dockerfile, as far as it makes files or says how they are run. */
export type Step =
  | { readonly _tag: "Workdir"; readonly path: string }
  | { readonly _tag: "Env"; readonly variables: Readonly<Record<string, string>> }
  /** From the build context where `from` is null, else from what the stage of that name has made. */
  | {
      readonly _tag: "Copy"
      readonly from: string | null
      readonly sources: ReadonlyArray<string>
      readonly target: string
    }
  | { readonly _tag: "Run"; readonly command: string }
  | { readonly _tag: "Entrypoint"; readonly words: ReadonlyArray<string> }
  | { readonly _tag: "Cmd"; readonly words: ReadonlyArray<string> }
  /** Null where there is to be none (`HEALTHCHECK NONE`). */
  | { readonly _tag: "HealthCheck"; readonly words: ReadonlyArray<string> | null }

/** From one FROM to the next. */
export interface Stage {
  readonly name: string
  /** The stage or the image that it goes on from. */
  readonly from: string
  readonly steps: ReadonlyArray<Step>
}

/** An instruction that is understood by nobody here: what it does would go untried. */
export class NotUnderstood extends Error {
  override readonly name = "NotUnderstood"
}

/** What only an engine goes by: who runs it, and what it is told from outside. */
const engineOnly: ReadonlySet<string> = new Set(["ARG", "EXPOSE", "LABEL", "STOPSIGNAL", "USER"])

const notUnderstood = (instruction: Instruction, why: string): NotUnderstood =>
  new NotUnderstood(`${instruction.getKeyword()} in line ${instruction.getRange().start.line + 1}: ${why}`)

const textOf = (instruction: Instruction): string => instruction.getArgumentsContent() ?? ""

const flagsOf = (instruction: Instruction): ReadonlyMap<string, string | null> =>
  new Map(
    instruction instanceof ModifiableInstruction
      ? instruction.getFlags().map((flag) => [flag.getName(), flag.getValue()])
      : []
  )

/** Health checks have flags for how often an engine asks; of all others only where COPY takes from is followed. */
const followed: Readonly<Record<string, ReadonlyArray<string>>> = {
  COPY: ["from"],
  HEALTHCHECK: ["interval", "retries", "start-interval", "start-period", "timeout"]
}

const wordsOf = (instruction: Instruction, text: string): ReadonlyArray<string> => {
  const words: unknown = text.startsWith("[") ? JSON.parse(text) : null
  if (!Array.isArray(words) || !words.every((word) => typeof word === "string"))
    throw notUnderstood(instruction, "only the form [program, argument…] starts the program without a shell")
  return words
}

const variablesOf = (instruction: Instruction, text: string): Readonly<Record<string, string>> => {
  if (/["'\\$]/.test(text)) throw notUnderstood(instruction, "only plain NAME=value is followed")
  return Object.fromEntries([...text.matchAll(/(\w+)=(\S*)/g)].map(([, name = "", value = ""]) => [name, value]))
}

const stepOf = (instruction: Instruction): Step | null => {
  const keyword = instruction.getKeyword()
  const text = textOf(instruction)
  if (engineOnly.has(keyword)) return null
  const flags = flagsOf(instruction)
  const strange = [...flags.keys()].find((flag) => followed[keyword]?.includes(flag) !== true)
  if (strange !== undefined) throw notUnderstood(instruction, `--${strange} is not followed here`)
  switch (keyword) {
    case "WORKDIR":
      return { _tag: "Workdir", path: text }
    case "ENV":
      return { _tag: "Env", variables: variablesOf(instruction, text) }
    case "RUN":
      return { _tag: "Run", command: text }
    case "COPY": {
      const paths = instruction.getArguments().map((argument) => argument.getValue())
      return { _tag: "Copy", from: flags.get("from") ?? null, sources: paths.slice(0, -1), target: paths.at(-1) ?? "." }
    }
    case "ENTRYPOINT":
      return { _tag: "Entrypoint", words: wordsOf(instruction, text) }
    case "CMD":
      return { _tag: "Cmd", words: wordsOf(instruction, text) }
    case "HEALTHCHECK":
      return {
        _tag: "HealthCheck",
        words: text === "NONE" ? null : wordsOf(instruction, text.replace(/^CMD\s+/, ""))
      }
    default:
      throw notUnderstood(instruction, "it is not known here")
  }
}

const from = /^(?:--\S+\s+)*(\S+)\s+AS\s+(\S+)$/i

/** The stages of a Dockerfile, in their order; fails with `NotUnderstood` where a line of it could not be followed. */
export const stages = (text: string): ReadonlyArray<Stage> => {
  const found: Array<{ readonly name: string; readonly from: string; readonly steps: Array<Step> }> = []
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    if (instruction.getKeyword() === "FROM") {
      const [, base, name] = from.exec(textOf(instruction)) ?? []
      if (base === undefined || name === undefined) throw notUnderstood(instruction, "a stage without a name")
      found.push({ name, from: base, steps: [] })
      continue
    }
    const step = stepOf(instruction)
    if (step === null) continue
    const current = found.at(-1)
    if (current === undefined) throw notUnderstood(instruction, "before the first stage")
    current.steps.push(step)
  }
  return found
}
