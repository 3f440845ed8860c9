import { Config, Data, type Option } from "effect"

/**
 * One variable that a program reads from its environment: what the reference of the configuration says of it, and the `Config` that reads it, from one
 * declaration, so that the two cannot differ.
 *
 * Declared here because every adapter and every program declares some, and adapters do not import one another. Nothing is read until a
 * program runs the `Config`.
 */

/** What holds where a variable is not set. */
export type Unset = Data.TaggedEnum<{
  /** The program does not start without it. */
  Needed: {}
  /** This value, as it would be written. */
  Default: { readonly text: string }
  /** No value: what is done instead, in a few words. */
  Without: { readonly meaning: string }
}>
const { Needed, Default, Without } = Data.taggedEnum<Unset>()

/** What is said of a variable. Texts are Markdown, without a full stop at the end. */
export interface Described {
  /** `SLUICE_PORT`. */
  readonly name: string
  /** Its type and bounds, with an article: `a whole number from 0 to 65535`. */
  readonly type: string
  /** Of a number: `bytes`, `days`. Null where it has none. */
  readonly unit: string | null
  readonly unset: Unset
  /** A value that is taken. Of a secret, one that nobody uses. */
  readonly example: string
  readonly meaning: string
  /** Whether its value is kept out of every message, log and answer. */
  readonly isSecret: boolean
}

/** A variable with its reader; `A` is what the program gets. */
export interface Setting<out A> extends Described {
  readonly config: Config.Config<A>
}

/** What every declaration says itself. */
interface Told {
  readonly meaning: string
  readonly example: string
  readonly unit?: string
}

/** A variable with a reader of its own, for what the other constructors do not cover; needed unless said otherwise. */
export const of = <A>(
  name: string,
  told: Told & { readonly type: string; readonly isSecret?: boolean },
  config: Config.Config<A>
): Setting<A> => ({
  name,
  type: told.type,
  unit: told.unit ?? null,
  unset: Needed(),
  example: told.example,
  meaning: told.meaning,
  isSecret: told.isSecret ?? false,
  config
})

/** The reader with a test; what fails it is told what was expected, by type and example. */
const tested = <A>(
  config: Config.Config<A>,
  { example, type }: { readonly type: string; readonly example: string },
  holds: (value: A) => boolean
): Config.Config<A> => Config.validate(config, { message: `expected ${type}, such as ${example}`, validation: holds })

/** A whole number within bounds, which are allowed themselves. */
export const integer = (name: string, told: Told & { readonly min: number; readonly max: number }): Setting<number> => {
  const { max, min } = told
  const known = { ...told, type: `a whole number from ${min} to ${max}` }
  return of(
    name,
    known,
    tested(Config.integer(name), known, (value) => value >= min && value <= max)
  )
}

/** A number that need not be whole. */
export const number = (
  name: string,
  told: Told & { readonly type: string; readonly holds: (value: number) => boolean }
): Setting<number> => of(name, told, tested(Config.number(name), told, told.holds))

/** Any text that is not empty. An empty one is taken as if the variable were not set. */
export const text = (name: string, told: Told & { readonly type?: string }): Setting<string> =>
  of(name, { type: "a text", ...told }, Config.nonEmptyString(name))

/** A path of a file, from the root or from the working directory. */
export const path = (name: string, told: Told): Setting<string> => text(name, { type: "a path", ...told })

/** A path from the root, so that it is the same wherever the process is started. */
export const absolutePath = (name: string, told: Told): Setting<string> => {
  const known = { ...told, type: "an absolute path" }
  return of(
    name,
    known,
    tested(Config.nonEmptyString(name), known, (value) => value.startsWith("/"))
  )
}

/** A text of a form; an empty one is refused unless the form allows it. */
export const matching = (
  name: string,
  told: Told & { readonly type: string; readonly pattern: RegExp }
): Setting<string> =>
  of(
    name,
    told,
    tested(Config.string(name), told, (value) => told.pattern.test(value))
  )

/** Words as the type of a choice among them: `` `one`, `two` or `three` ``. */
export const oneOf = (words: ReadonlyArray<string>): string => {
  const quoted = words.map((word) => `\`${word}\``)
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`
}

/** One of several words. */
export const choice = <const Words extends readonly [string, string, ...ReadonlyArray<string>]>(
  name: string,
  told: Told & { readonly words: Words }
): Setting<Words[number]> => of(name, { ...told, type: oneOf(told.words) }, Config.literal(...told.words)(name))

/** Yes or no. */
export const flag = (name: string, told: Told): Setting<boolean> =>
  of(name, { ...told, type: "`true` or `false`" }, Config.boolean(name))

/** What must not be seen. */
export const secret = (name: string, told: Told & { readonly type?: string }) =>
  of(name, { type: "a secret", ...told, isSecret: true }, Config.redacted(name))

/** Where the variable is not set, `value` holds, which is written as `written`. A wrong value is refused all the same. */
export const withDefault = <A, const B extends A>(
  setting: Setting<A>,
  value: B,
  written: string = String(value)
): Setting<A> => ({
  ...setting,
  unset: Default({ text: written }),
  config: Config.withDefault(setting.config, value)
})

/** The program has something else where the variable is not set, as `meaning` says; the reader is left to find it missing. */
export const without = <A>(setting: Setting<A>, meaning: string): Setting<A> => ({
  ...setting,
  unset: Without({ meaning })
})

/** The variable need not be set; `meaning` says what is done without it. A wrong value is refused all the same. */
export const optional = <A>(setting: Setting<A>, meaning: string): Setting<Option.Option<A>> => ({
  ...without(setting, meaning),
  config: Config.option(setting.config)
})

/** Where the variable is not set, the `other` one is read. */
export const orElse = <A>(setting: Setting<A>, other: Setting<A>): Setting<A> => ({
  ...without(setting, `\`${other.name}\` is read`),
  config: Config.orElse(setting.config, () => other.config)
})
