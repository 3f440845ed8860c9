import * as SmtpLetters from "@sluice/adapter-mail/SmtpLetters"
import type { Configured } from "@sluice/engine/alerts/ChannelsConfig"
import * as HttpLetters from "@sluice/engine/alerts/HttpLetters"
import * as LogLetters from "@sluice/engine/alerts/LogLetters"
import { type Deliver, LetterPost } from "@sluice/engine/ports/AlertChannels"
import type { Crypto } from "@sluice/engine/ports/Crypto"
import type { HttpTarget } from "@sluice/engine/ports/Targets"
import { Effect, Layer } from "effect"

const deliverOf = (channel: Configured): Effect.Effect<Deliver, never, Crypto | HttpTarget> => {
  switch (channel.kind) {
    case "log":
      return Effect.succeed(LogLetters.deliver)
    case "webhook":
      return HttpLetters.webhook(channel.url, channel.secret)
    case "slack":
      return HttpLetters.slack(channel.url)
    case "email":
      return Effect.sync(() => SmtpLetters.make(channel))
  }
}

/** The channels of the configuration, each in its own way. */
export const layer = (channels: ReadonlyArray<Configured>): Layer.Layer<LetterPost, never, Crypto | HttpTarget> =>
  Layer.effect(
    LetterPost,
    Effect.map(
      Effect.forEach(channels, (channel) =>
        Effect.map(deliverOf(channel), (deliver) => [channel.name, deliver] as const)
      ),
      (made) => {
        const ways = new Map(made)
        return {
          names: [...ways.keys()],
          deliver: (letter) =>
            ways.get(letter.channel)?.(letter) ??
            Effect.succeed({
              _tag: "Untaken",
              status: null,
              detail: "there is no such channel here",
              askedMillis: null
            })
        }
      }
    )
  )
