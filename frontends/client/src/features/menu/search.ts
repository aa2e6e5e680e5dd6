import type { LocalText, MenuItem, PublishedMenu } from "@siren/contracts/menu";

/** Without what nobody types alike: case, spaces, and the way a Hangul syllable was put together. */
const folded = (text: string): string =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s·.,'’-]+/g, "");

const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;
const leads = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const vowels = [..."ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"];
const tails = ["", ..."ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"];
const perLead = vowels.length * tails.length;

const perSyllable = (text: string, take: (index: number) => string): string =>
  [...text]
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      return code >= firstSyllable && code <= lastSyllable ? take(code - firstSyllable) : letter;
    })
    .join("");

/** 아메리카노 -> ㅇㅁㄹㅋㄴ, as people type when they are in a hurry. */
const initialsOf = (text: string) => perSyllable(text, (index) => leads[Math.floor(index / perLead)] ?? "");

/** 라떼 -> ㄹㅏㄸㅔ: a half-typed syllable is the beginning of the whole one, and a slip of the finger is one letter. */
const lettersOf = (text: string) =>
  perSyllable(text, (index) => {
    const rest = index % perLead;
    const vowel = vowels[Math.floor(rest / tails.length)] ?? "";
    return (leads[Math.floor(index / perLead)] ?? "") + vowel + (tails[rest % tails.length] ?? "");
  });

/** So short that nearly everything would be one slip away. */
const shortestWithSlip = 5;

/** Whether some part of `text` is `wanted` but for one letter too many, too few, or wrong. */
export function isOneSlipAway(text: string, wanted: string): boolean {
  if (wanted.length < shortestWithSlip) return false;
  // How many slips each end in the text would cost, a beginning anywhere costing none.
  let costs = Array.from({ length: text.length + 1 }, () => 0);
  for (const [row, letter] of [...wanted].entries()) {
    const next = [row + 1];
    for (let at = 1; at <= text.length; at++) {
      const change = (costs[at - 1] ?? 0) + (text[at - 1] === letter ? 0 : 1);
      next.push(Math.min(change, (costs[at] ?? 0) + 1, (next[at - 1] ?? 0) + 1));
    }
    costs = next;
  }
  return costs.some((cost) => cost <= 1);
}

type Indexed = {
  item: MenuItem;
  names: string[];
  words: string[];
  initials: string;
  letters: string[];
  others: string;
};

const textsOf = (text: LocalText | undefined) => (text ? [text.ko, text.en] : []);

function indexed({ items, categories }: PublishedMenu): Indexed[] {
  const kinds = new Map(categories.map(({ categoryId, name }) => [categoryId, name]));
  return items.map((item) => {
    const names = textsOf(item.name).map(folded);
    return {
      ...{ item, names, initials: initialsOf(folded(item.name.ko)), letters: names.map(lettersOf) },
      words: textsOf(item.name)
        .flatMap((name) => name.split(/\s+/))
        .map(folded),
      others: [...textsOf(item.description), ...textsOf(kinds.get(item.categoryId))].map(folded).join("\n"),
    };
  });
}

/** The beginning of the name, of a word of it, inside it, elsewhere, nearly; null is nowhere. */
function rankOf({ names, words, initials, letters, others }: Indexed, wanted: string): number | null {
  if (names.some((name) => name.startsWith(wanted))) return 0;
  if (words.some((word) => word.startsWith(wanted))) return 1;
  if (names.some((name) => name.includes(wanted)) || initials.includes(wanted)) return 2;
  const typed = lettersOf(wanted);
  if (typed !== wanted && letters.some((name) => name.includes(typed))) return 2;
  if (others.includes(wanted)) return 3;
  return letters.some((name) => isOneSlipAway(name, typed)) ? 4 : null;
}

/** A menu is an object of its own for each version: when it goes, so does its index. */
const indexes = new WeakMap<PublishedMenu, Indexed[]>();

/** In the page's own copy of the menu: as one types, and without a network. */
export function searchMenu(menu: PublishedMenu, query: string): MenuItem[] {
  const wanted = folded(query).slice(0, 40);
  if (wanted === "") return [];
  const index = indexes.get(menu) ?? indexed(menu);
  indexes.set(menu, index);
  return index
    .flatMap((one) => {
      const rank = rankOf(one, wanted);
      return rank === null ? [] : [{ rank, item: one.item }];
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
