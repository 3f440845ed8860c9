import { Config, ConfigError, type ConfigProvider, Effect, Either, HashSet } from "effect"
import * as NearestWord from "./NearestWord.ts"

/**
 * The environment as a whole: variables that look like ours and that nobody reads are mistakes, and a mistake in a name is otherwise silent, for
 * the default holds.
 */

/** What the names of our variables begin with. */
const prefix = "SLUICE_"

/** Providers know their values by path and tell of one step at a time; names of variables are their steps with `_` between. */
const namesBelow = (
  provider: ConfigProvider.ConfigProvider,
  path: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<string>> =>
  Effect.gen(function* () {
    const children = yield* Effect.orElseSucceed(provider.flattened.enumerateChildren(path), () =>
      HashSet.empty<string>()
    )
    const found = yield* Effect.forEach(HashSet.toValues(children), (child) => {
      const here = [...path, child]
      const name = here.join("_")
      if (!`${name}_`.startsWith(prefix)) return Effect.succeed([])
      return Effect.zipWith(
        Effect.isSuccess(provider.load(Config.string(name))),
        namesBelow(provider, here),
        (isSet, longer) => (isSet ? [name, ...longer] : longer)
      )
    })
    return found.flat()
  })

/**
 * Variables by which Kubernetes tells a container of the services beside it (`SLUICE_SERVER_SERVICE_HOST`, `SLUICE_SERVER_PORT_80_TCP`, and so on for a
 * service of the name `sluice-server`): they come unasked, and are known by the first of them.
 */
const linksOf = (names: ReadonlyArray<string>): ((name: string) => boolean) => {
  const host = "_SERVICE_HOST"
  const services = names.filter((name) => name.endsWith(host)).map((name) => name.slice(0, -host.length))
  return (name) =>
    services.some(
      (service) =>
        name.startsWith(service) &&
        /^_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/.test(
          name.slice(service.length)
        )
    )
}

const told = (name: string, known: ReadonlyArray<string>): ConfigError.ConfigError => {
  const near = NearestWord.of(name, known)
  const remedy = near === null ? "take it out, or give it a name without SLUICE_" : `did you mean ${near}?`
  return ConfigError.InvalidData([name], `no program of Sluice reads it: ${remedy}`)
}

/**
 * Refuses an environment with variables that begin with `SLUICE_` and are not `known`: each is named with the known name that is nearest, never
 * with its value.
 *
 * @param known what all programs read, not this one alone: one environment may serve all of them.
 */
export const noneUnknown = (
  known: ReadonlyArray<{ readonly name: string }>
): Effect.Effect<void, ConfigError.ConfigError> =>
  Effect.gen(function* () {
    const found = [...new Set(yield* Effect.configProviderWith((provider) => namesBelow(provider, [])))].toSorted()
    const names = known.map(({ name }) => name)
    const isLink = linksOf(found)
    const [first, ...others] = found
      .filter((name) => !names.includes(name) && !isLink(name))
      .map((name) => told(name, names))
    if (first === undefined) return
    return yield* Effect.fail(others.reduce((all, error) => ConfigError.And(all, error), first))
  })

/** What `config` reads, in an environment without unknown variables; everything that is wrong with either is told at once. */
export const read = <A>(
  config: Config.Config<A>,
  known: ReadonlyArray<{ readonly name: string }>
): Effect.Effect<A, ConfigError.ConfigError> =>
  Effect.gen(function* () {
    const given = yield* Effect.either(config)
    const checked = yield* Effect.either(noneUnknown(known))
    if (Either.isLeft(checked)) {
      return yield* Effect.fail(Either.isLeft(given) ? ConfigError.And(given.left, checked.left) : checked.left)
    }
    return yield* given
  })
