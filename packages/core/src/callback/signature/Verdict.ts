import { Schema } from "effect"

/**
 * What the proof that a callback carries is worth, in every provider's scheme (SPEC WH-02, GD-03).
 *
 * `Valid` tells which secret it was made with, so that an old one can be retired, and the one-time id that the scheme gives a delivery, if it
 * gives one. `Refused` tells an operator what to look at.
 */
export type Verdict =
  | { readonly _tag: "Valid"; readonly secretIndex: number; readonly tokenId: string | null }
  | { readonly _tag: "Refused"; readonly reason: Reason }

/**
 * Why a callback is not believed:
 *
 * - `missing`: it carries no proof; somebody else sent it, or signing is switched off at the provider;
 * - `malformed`: what it carries is not of the scheme's form; often a proxy that rewrites headers, or the wrong provider's door;
 * - `algorithm`: its token asks to be checked by an algorithm that we do not accept, `none` among them; an attack, or a change announced by the
 *   provider;
 * - `mismatch`: it was made with another secret or over other bytes; compare the secret, then the address that the provider calls;
 * - `issuer`: its token was issued by somebody else for the same secret;
 * - `claims`: its token lacks a claim that the scheme demands;
 * - `early`: it is valid only later; one of the two clocks is wrong;
 * - `late`: it was valid once; a replay, a delivery that waited too long, or a wrong clock;
 * - `address`: it was made for another address; the public address that we believe to have is wrong, or a delivery was redirected;
 * - `body`: it was made for another body;
 * - `uncovered`: it is genuine, and says nothing of the body, which anybody may have changed.
 */
export const Reason = Schema.Literal(
  "missing",
  "malformed",
  "algorithm",
  "mismatch",
  "issuer",
  "claims",
  "early",
  "late",
  "address",
  "body",
  "uncovered"
)
export type Reason = typeof Reason.Type

/** What is wrong with the proof, in words, for whoever sets the callback up. */
export const words: Readonly<Record<Reason, string>> = {
  missing: "it carries none",
  malformed: "what it carries is not of the provider's form",
  algorithm: "its token names an algorithm that is not taken",
  mismatch: "it was not made over this delivery with a secret of this account",
  issuer: "its token was issued by somebody else",
  claims: "its token lacks a claim",
  early: "it is valid only later; compare the clocks",
  late: "it is not valid any more",
  address: "it was made for another address than the one this server believes to have",
  body: "it was made for another body",
  uncovered: "it says nothing of the body"
}

/** A callback that is believed. */
export const valid = (secretIndex: number, tokenId: string | null = null): Verdict => ({
  _tag: "Valid",
  secretIndex,
  tokenId
})

/** One that is not. */
export const refused = (reason: Reason): Verdict => ({ _tag: "Refused", reason })
