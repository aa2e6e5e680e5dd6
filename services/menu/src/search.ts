import type { LocalText, MenuItem, PublishedMenu } from "@siren/contracts/menu";
import type { SearchHit } from "@siren/contracts/menu-desk";

const mostHits = 50;

/** Without what nobody types alike: case, spaces, and the way a Hangul syllable was put together. */
export const folded = (text: string) =>
  text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[\s·.,'-]+/g, "");

const initials = [..."ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"];
const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;
const syllablesOfInitial = 588;

/** 아메리카노 -> ㅇㅁㄹㅋㄴ, as people type when they are in a hurry. */
function initialsOf(text: string): string {
  return [...text]
    .map((letter) => {
      const code = letter.codePointAt(0) ?? 0;
      const isSyllable = code >= firstSyllable && code <= lastSyllable;
      return isSyllable
        ? (initials[Math.floor((code - firstSyllable) / syllablesOfInitial)] ?? letter)
        : letter;
    })
    .join("");
}

type Indexed = { item: MenuItem; names: string[]; words: string[]; inWords: string; others: string };

const textsOf = (text: LocalText | undefined) => (text ? [text.ko, text.en] : []);

function indexed(menu: PublishedMenu): Indexed[] {
  const categories = new Map(menu.categories.map(({ categoryId, name }) => [categoryId, name]));
  return menu.items.map((item) => {
    const names = textsOf(item.name);
    const others = [...textsOf(item.description), ...textsOf(categories.get(item.categoryId))];
    return {
      item,
      names: names.map(folded),
      words: names.flatMap((name) => name.split(/\s+/)).map(folded),
      inWords: initialsOf(folded(item.name.ko)),
      others: others.map(folded).join("\n"),
    };
  });
}

/** The beginning of the name, of one of its words, inside it, elsewhere; null is nowhere. */
function rankOf({ names, words, inWords, others }: Indexed, wanted: string): number | null {
  if (names.some((name) => name.startsWith(wanted))) return 0;
  if (words.some((word) => word.startsWith(wanted))) return 1;
  if (names.some((name) => name.includes(wanted)) || inWords.includes(wanted)) return 2;
  return others.includes(wanted) ? 3 : null;
}

export function createSearch() {
  /** A menu is an object of its own for each version: when it goes, so does its index. */
  const indexes = new WeakMap<PublishedMenu, Indexed[]>();

  function indexOf(menu: PublishedMenu): Indexed[] {
    const known = indexes.get(menu) ?? indexed(menu);
    indexes.set(menu, known);
    return known;
  }

  return (menus: readonly PublishedMenu[], query: string): SearchHit[] => {
    const wanted = folded(query);
    if (wanted === "") return [];
    const found = menus.flatMap((menu) =>
      indexOf(menu).flatMap((one) => {
        const rank = rankOf(one, wanted);
        const { itemId, categoryId, name, price_krw, pictureId } = one.item;
        const hit = { storeId: menu.storeId, itemId, categoryId, name, price_krw, pictureId };
        return rank === null ? [] : [{ rank, hit }];
      }),
    );
    return found
      .sort((a, b) => a.rank - b.rank)
      .slice(0, mostHits)
      .map(({ hit }) => hit);
  };
}
