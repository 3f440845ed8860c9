import * as Finding from "../Finding.ts"
import type { Rule } from "./Context.ts"
import { clauseAt } from "./clause.ts"

/**
 * Percentage discounts in the languages that the dictionaries cover, whatever language the template is in (TP-03).
 *
 * A share is a discount where a word of prices stands beside it ("30 % off", "할인 30%"). Other words say so only in their clause: to save
 * is about prices unless energy, time or the like is saved; what is reduced is a price only where one is named.
 */

/** A number, or the variable that one is put into. */
const number = String.raw`(?<![\p{Nd}.,])(?:\p{Nd}{1,3}(?:[.,]\p{Nd}{1,2})?|\{\{[a-z0-9_]{1,64}\}\})`

const percent = String.raw`\s?(?:[%٪﹪]|(?:percent|per\s?cent|pct|por\s?ciento|por\s?cento)(?!\p{sc=Latin})|퍼센트|프로(?!그램|젝트|모션|필|야구|축구|농구)|パーセント)`

const chineseNumber = "[一二三四五六七八九十\\p{Nd}]"

/** "thirty per cent" in characters. */
const rate = `(?:${number}${percent}|百分之${chineseNumber}{1,4})`

/** What may stand between the rate and the word: a few characters of the same clause, and no other rate. */
const between = "[^.,;!?\\u3001\\u3002\\n%\\uFFFC]{0,18}?"

const latinWord = (words: string): string => `(?<!\\p{sc=Latin})(?:${words})(?!\\p{sc=Latin})`

const beside = (word: string): string => `${rate}${between}(?:${word})|(?:${word})${between}${rate}`

const latinDiscount = latinWord(
  "discounts?|discounted|rebate|sale|descuentos?|dcto|dscto|dto|rebajas?|rebajado|descontos?|desc|abatimento"
)
const asianDiscount =
  "할인|세일|割引|値引|(?:オフ|セール)(?![ァ-ヶー])|折扣|优惠|優惠|立减|立減|降价|降價|减免|減免|特价|特價|[立再直可多]省"

/** Right after the rate: "30% off" is a discount, "at 20% it turns off" is none; 引き続き goes on, and 取引 trades. */
const suffix = `${rate}\\s?-?\\s?(?:${latinWord("off")}|OFF|引き?(?![続出落取渡換越受継])|オフ(?![ァ-ヶー]))`

/**
 * Folds: 7折 leaves seven tenths to pay, 3割引 takes three tenths off. 折 that folds paper or breaks bones is none, nor is the one that takes
 * an amount off (滿500折50).
 */
const fold = `(?:打\\s?)?(?:(?<![\\p{Nd}.,])(?:[1-9](?:\\.\\p{Nd})?|[1-9]\\p{Nd})|\\{\\{[a-z0-9_]{1,64}\\}\\}|[一二三四五六七八九]{1,2})\\s?折(?!\\s?\\p{Nd}|[叠疊痕返纸紙页頁线線射磨合旧舊现現抵])|(?:${number}|${chineseNumber})\\s?割\\s?(?:引き?|オフ|off)`

const half = `${latinWord("half[\\s-](?:price|off)|(?:a\\s)?mitad\\sde\\sprecio|(?:pela\\s)?metade\\sdo\\spreço")}|반값|半额|半額|半价|半價`

const minus = `(?<![\\p{L}\\p{Nd}%\\s])[-−–]${number}\\s?[%٪﹪]|(?<=[\\p{L}:]\\s|^)[-−–]${number}\\s?[%٪﹪]`

const certain = new RegExp([minus, suffix, beside(latinDiscount), beside(asianDiscount), fold, half].join("|"), "giu")

/** To save, and what can be saved that is no money. */
const saving = new RegExp(
  beside(`${latinWord("saves?|savings\\sof|ahorra|ahorre|ahorro\\sde|economize|economia\\sde")}|절약`),
  "giu"
)
const otherThanMoney =
  /energy|electric|power|battery|water|fuel|data|storage|memory|time|paper|space|emission|energía|energia|luz|agua|água|batería|bateria|tiempo|tempo|combustib|전기|전력|에너지|배터리|물|시간|용량|電|电|水|時間|时间|流量/iu

/** To reduce, and the prices that can be reduced. */
const reducing = new RegExp(
  beside(
    `${latinWord("reduced|reduction|lower|lowered|cut|cheaper|reducido|reducción|reduzido|redução")}|인하|减|減|下げ`
  ),
  "giu"
)
const prices =
  /price|fee|fare|cost|premium|precio|tarifa|cuota|preço|mensalidade|anuidade|가격|요금|수수료|판매가|수강료|값|价|價|費|费|価格|料金/iu

/** What ends the clause in which a word about prices has to stand. A comma does not. */
const clauseEnd = /[.!?\u3002\n]/u

/** Full-width forms as the plain ones, unit for unit, so that places stay. */
const plain = (text: string): string =>
  text.replaceAll(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))

interface Stretch {
  readonly start: number
  readonly end: number
}

const stretches = (text: string, pattern: RegExp): ReadonlyArray<Stretch> =>
  [...text.matchAll(pattern)].map((match) => ({ start: match.index, end: match.index + match[0].length }))

/** Every discount of a text, in order; where two overlap, the one that is certain. */
const discountsOf = (text: string): ReadonlyArray<Stretch> => {
  const sure = stretches(text, certain)
  const clause = (stretch: Stretch): string => clauseAt(text, stretch, clauseEnd)
  const likely = [
    ...stretches(text, saving).filter((stretch) => !otherThanMoney.test(clause(stretch))),
    ...stretches(text, reducing).filter((stretch) => prices.test(clause(stretch)))
  ].filter(({ end, start }) => sure.every((other) => end <= other.start || start >= other.end))
  return [...sure, ...likely].toSorted((a, b) => a.start - b.start)
}

/** Percentage discounts are findings where the policy says so: reviewers want a concrete amount. */
export const discounts: Rule = ({ language, policy, wording }) =>
  policy.flagPercentDiscounts
    ? wording.flatMap(({ field, linkless }) =>
        discountsOf(plain(linkless)).map((stretch) =>
          Finding.stretch(
            "percent-discount",
            field,
            stretch,
            "a discount by percentage; give a concrete amount",
            language.suggestion.amountOff
          )
        )
      )
    : []
