import * as Setting from "@sluice/engine/settings/Setting"

/** What `sluice` reads besides options of its commands. */
export const commandLine = {
  url: Setting.without(
    Setting.text("SLUICE_URL", {
      type: "an address",
      example: "http://127.0.0.1:8080",
      meaning: "the server that commands talk to; `--url` goes before it"
    }),
    "the one that `sluice up` runs in the working directory"
  ),
  apiKey: Setting.without(
    Setting.secret("SLUICE_API_KEY", {
      type: "an API key",
      example: "the-key-that-was-shown-once",
      meaning: "the key by which they do; `--key` goes before it"
    }),
    "that of `sluice up`"
  ),
  appSecret: Setting.optional(
    Setting.secret("SLUICE_APP_SECRET", {
      example: "the-secret-of-the-app",
      meaning: "what `sluice callbacks verify-url` signs with ([more](verify-url.md))"
    }),
    "`--app-secret-file`, or signatures are not checked"
  ),
  verifyToken: Setting.optional(
    Setting.secret("SLUICE_VERIFY_TOKEN", {
      example: "what-the-handshake-presents",
      meaning: "what `sluice callbacks verify-url` presents in the handshake"
    }),
    "`--verify-token-file`, or the handshake is not checked"
  ),
  noColour: Setting.optional(
    Setting.text("NO_COLOR", {
      example: "1",
      meaning: "any text, for output without colours ([no-color.org](https://no-color.org))"
    }),
    "colours where a terminal reads them"
  )
}
