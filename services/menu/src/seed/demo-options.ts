import type { Allergen, LocalText, OptionGroup } from "@siren/contracts/menu";

export const named = (ko: string, en: string): LocalText => ({ ko, en });

const choice = (choiceId: string, ko: string, en: string, price_krw = 0, isDefault = false) => ({
  choiceId,
  name: named(ko, en),
  price_krw,
  ...(isDefault && { isDefault }),
});
type Choices = OptionGroup["choices"];
const holding = (allergen: Allergen, of: Choices[number]) => ({ ...of, allergens: [allergen] });
const pickOne = (groupId: string, name: LocalText, choices: Choices): OptionGroup => ({
  ...{ groupId, name, min: 1, max: 1, choices },
});
const upTo = (max: number, groupId: string, name: LocalText, choices: Choices): OptionGroup => ({
  ...{ groupId, name, min: 0, max, choices },
});

export const size = pickOne("size", named("사이즈", "Size"), [
  choice("regular", "레귤러", "Regular", 0, true),
  choice("large", "라지", "Large", 700),
  choice("siren", "사이렌", "Siren", 1_400),
]);

export const hotOrIced = pickOne("temperature", named("온도", "Temperature"), [
  choice("hot", "따뜻하게", "Hot", 0, true),
  choice("iced", "차갑게", "Iced"),
]);

export const shots = upTo(1, "shots", named("샷", "Shots"), [
  choice("extra-shot", "샷 추가", "Extra shot", 600),
  choice("two-extra-shots", "샷 2개 추가", "Two extra shots", 1_200),
  choice("decaf", "디카페인", "Decaf", 300),
]);

export const milk = pickOne("milk", named("우유", "Milk"), [
  holding("milk", choice("whole-milk", "일반 우유", "Whole milk", 0, true)),
  holding("milk", choice("low-fat-milk", "저지방 우유", "Low-fat milk")),
  holding("soy", choice("soy-milk", "두유", "Soy milk")),
  choice("oat-milk", "오트 밀크", "Oat milk", 600),
]);

export const syrup = upTo(2, "syrup", named("시럽", "Syrup"), [
  choice("vanilla", "바닐라 시럽", "Vanilla", 500),
  holding("nut", choice("hazelnut", "헤이즐넛 시럽", "Hazelnut", 500)),
  choice("less-sweet", "덜 달게", "Less sweet"),
]);

export const ice = upTo(1, "ice", named("얼음", "Ice"), [
  choice("less-ice", "얼음 적게", "Less ice"),
  choice("extra-ice", "얼음 많이", "Extra ice"),
]);

const whipChoices = (isUsual: boolean) => [
  holding("milk", choice("whip", "휘핑 크림", "Whipped cream", isUsual ? 0 : 500, isUsual)),
  choice("no-whip", "휘핑 빼고", "No whip", 0, !isUsual),
];
/** It belongs to the drink, or it is added. */
export const usualWhip = pickOne("whip", named("휘핑", "Whip"), whipChoices(true));
export const addedWhip = pickOne("whip", named("휘핑", "Whip"), whipChoices(false));

export const cup = pickOne("cup", named("컵", "Cup"), [
  choice("paper-cup", "일회용 컵", "Paper cup", 0, true),
  choice("store-cup", "매장 컵", "Store cup"),
  choice("own-cup", "개인 컵", "Own cup"),
]);

export const warmed = pickOne("warming", named("데우기", "Warming"), [
  choice("as-it-is", "그대로", "As it is", 0, true),
  choice("warm", "따뜻하게 데움", "Warmed"),
]);

type Pair = [string, string];
const pairs: Pair[] = [
  ["hot", "less-ice"],
  ["hot", "extra-ice"],
  // The cafe has no mug of that size.
  ["store-cup", "siren"],
];

/** Those of the cafe's rules that concern an item with these groups. */
export function pairsOf(groups: readonly OptionGroup[]): Pair[] {
  const offered = new Set(groups.flatMap(({ choices }) => choices.map(({ choiceId }) => choiceId)));
  return pairs.filter((pair) => pair.every((choiceId) => offered.has(choiceId)));
}
