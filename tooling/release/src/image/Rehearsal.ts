import { mkdir, readdir, rename, rmdir } from "node:fs/promises"
import { delimiter, dirname, isAbsolute, join } from "node:path"
import * as Command from "../Command.ts"
import * as Context from "./Context.ts"
import type { Stage, Step } from "./Dockerfile.ts"

/** What a stage has made, with how it is run: an image without an engine. */
export interface Image {
  readonly name: string
  /** Stands for the `/` of the image. */
  readonly files: string
  /** The working directory, as a path in the image. */
  readonly workdir: string
  readonly env: Readonly<Record<string, string>>
  readonly entrypoint: ReadonlyArray<string>
  readonly cmd: ReadonlyArray<string>
  readonly healthCheck: ReadonlyArray<string> | null
}

/** A line of the Dockerfile that cannot be carried out without an engine: it has to be written so that it can. */
export class NotRehearsed extends Error {
  override readonly name = "NotRehearsed"
}

/** Where a path of an image lies on this machine. */
const place = (image: Image, path: string): string =>
  join(image.files, isAbsolute(path) ? path : join(image.workdir, path))

/** The folder that the image's program starts in. */
export const home = (image: Image): string => place(image, ".")

/** A word of a shell that begins at the root: it would leave the folder that stands for it. */
const absolute = /(?:^|[\s='"])(\/[^\s'"]*)/

const runSecondsMax = 900

const run = async (image: Image, command: string, env: Readonly<Record<string, string>>): Promise<void> => {
  const [, path] = absolute.exec(command) ?? []
  if (path !== undefined)
    throw new NotRehearsed(`RUN ${command}: ${path} is not below the working directory, and is not tried`)
  await Command.run("/bin/sh", ["-c", command], {
    cwd: home(image),
    // The Node of the image is the one that runs this (a test holds them together).
    env: { PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter), ...image.env, ...env },
    secondsMax: runSecondsMax
  })
}

/**
 * What another stage made is moved instead of copied: it costs nothing, nobody else takes it, and a link that led back from it into the place where
 * it was made leads nowhere from then on, as in an image.
 */
const move = async (from: string, to: string): Promise<void> => {
  if ((await readdir(to)).length > 0) throw new NotRehearsed(`COPY --from: ${to} is not empty`)
  await rmdir(to)
  await rename(from, to)
}

/** What a rehearsal goes by besides the Dockerfile. */
export interface Options {
  readonly context: Context.Context
  /** Handed to every RUN besides what the Dockerfile sets, as a cache of what was built before from the same sources. */
  readonly env: Readonly<Record<string, string>>
  /** Is told of each step that takes its time. */
  readonly around: <A>(label: string, step: () => Promise<A>) => Promise<A>
}

const follow = async (
  image: Image,
  step: Step,
  made: ReadonlyMap<string, Image>,
  { around, context, env }: Options
): Promise<Image> => {
  switch (step._tag) {
    case "Workdir": {
      const workdir = isAbsolute(step.path) ? step.path : join(image.workdir, step.path)
      await mkdir(join(image.files, workdir), { recursive: true })
      return { ...image, workdir }
    }
    case "Env":
      return { ...image, env: { ...image.env, ...step.variables } }
    case "Copy": {
      const into = place(image, step.target)
      const other = step.from === null ? null : made.get(step.from)
      if (other === undefined) throw new NotRehearsed(`COPY --from=${step.from}: there is no such stage before`)
      for (const source of step.sources)
        await (other === null ? Context.copy(context, source, into) : move(place(other, source), into))
      return image
    }
    case "Run":
      await around(`${image.name}: RUN ${step.command}`, () => run(image, step.command, env))
      return image
    case "Entrypoint":
      return { ...image, entrypoint: step.words }
    case "Cmd":
      return { ...image, cmd: step.words }
    case "HealthCheck":
      return { ...image, healthCheck: step.words }
  }
}

const nothing = { workdir: "/", env: {}, entrypoint: [], cmd: [], healthCheck: null }

/**
 * Carries out a Dockerfile's own lines, in their order, in a folder for each stage: what the last ones are left with is what their images would hold.
 *
 * A stage goes on from how another is run, and from its files where it has made none: layers that both hold files need an engine. Who runs a step
 * (`USER`) is whoever runs this.
 */
export const rehearse = async (
  stages: ReadonlyArray<Stage>,
  folder: string,
  options: Options
): Promise<ReadonlyMap<string, Image>> => {
  const made = new Map<string, Image>()
  for (const { from, name, steps } of stages) {
    const base = made.get(from)
    const files = join(folder, name)
    let image: Image = { ...(base ?? nothing), name, files }
    await mkdir(home(image), { recursive: true })
    if (base !== undefined && (await readdir(home(base))).length > 0)
      throw new NotRehearsed(`FROM ${from} AS ${name}: the stage before has files of its own`)
    for (const step of steps) image = await follow(image, step, made, options)
    made.set(name, image)
  }
  return made
}
