import * as Finding from "../Finding.ts"
import type { Rule } from "./Context.ts"

/** Percentage discounts in the languages that the dictionaries cover, whatever language the template is in (TP-03). */

/** A number, or the variable that one is put into. */
const number = String.raw`(?<![\p{Nd}.,])(?:\p{Nd}{1,3}(?:[.,]\p{Nd}{1,2})?|\{\{[a-z0-9_]{1,64}\}\})`

const percent = String.raw`\s?(?:[%٪﹪]|(?:percent|per\s?cent|pct|por\s?ciento|por\s?cento)(?!\p{sc=Latin})|퍼센트|프로|パーセント)`

const chineseNumber = "[一二三四五六七八九十\\p{Nd}]"

/** "thirty per cent" in characters. */
const rate = `(?:${number}${percent}|百分之${chineseNumber}{1,4})`

const latinWords = [
  "off",
  "discounts?",
  "discounted",
  "rebate",
  "reduced",
  "reduction",
  "sale",
  "saves?",
  "savings?",
  "cheaper",
  "less",
  "descuentos?",
  "dcto",
  "dto",
  "rebajas?",
  "rebajado",
  "ahorra",
  "ahorre",
  "ahorro",
  "menos",
  "descontos?",
  "desconto",
  "desc",
  "economize",
  "economia",
  "abatimento"
].join("|")

const word = `(?:(?<!\\p{sc=Latin})(?:${latinWords})(?!\\p{sc=Latin})|할인|세일|인하|절약|割引|値引|引き|オフ|セール|折扣|优惠|優惠|立减|立減|降价|降價|减|減|特价|特價|省)`

/** What may stand between the rate and the word: a few characters of the same clause, and no other rate. */
const between = "[^.,;!?\\u3001\\u3002\\n%\\uFFFC]{0,18}?"

/** Folds: 7折 leaves seven tenths to pay, 3割引 takes three tenths off. 折 that folds paper or breaks bones is none. */
const fold = `(?:打\\s?)?(?:${number}|${chineseNumber}{1,3})\\s?折(?![叠疊痕返纸紙])|(?:${number}|${chineseNumber})\\s?割\\s?(?:引き?|オフ|off)`

const minus = `(?<![\\p{L}\\p{Nd}])[-−–]\\s?${number}\\s?[%٪﹪]`

const discount = new RegExp(`${minus}|${rate}${between}${word}|${word}${between}${rate}|${fold}`, "giu")

/** Full-width forms as the plain ones, unit for unit, so that places stay. */
const plain = (text: string): string =>
  text.replaceAll(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))

/** Percentage discounts are findings where the policy says so: reviewers want a concrete amount. */
export const discounts: Rule = ({ language, policy, wording }) =>
  policy.flagPercentDiscounts
    ? wording.flatMap(({ field, linkless }) =>
        [...plain(linkless).matchAll(discount)].map((match) =>
          Finding.stretch(
            "percent-discount",
            field,
            { start: match.index, end: match.index + match[0].length },
            "a discount by percentage; give a concrete amount",
            language.suggestion.amountOff
          )
        )
      )
    : []
