import type { LocalText, MenuCategory, MenuItem, OptionGroup } from "@siren/contracts/menu";

const named = (ko: string, en: string): LocalText => ({ ko, en });
const choice = (choiceId: string, ko: string, en: string, price_krw = 0, isDefault = false) => ({
  choiceId,
  name: named(ko, en),
  price_krw,
  ...(isDefault && { isDefault }),
});

const size: OptionGroup = {
  groupId: "size",
  name: named("사이즈", "Size"),
  min: 1,
  max: 1,
  choices: [
    choice("regular", "레귤러", "Regular", 0, true),
    choice("large", "라지", "Large", 700),
    choice("siren", "사이렌", "Siren", 1_400),
  ],
};

const temperature: OptionGroup = {
  groupId: "temperature",
  name: named("온도", "Temperature"),
  min: 1,
  max: 1,
  choices: [choice("hot", "따뜻하게", "Hot", 0, true), choice("iced", "차갑게", "Iced")],
};

const shots: OptionGroup = {
  groupId: "shots",
  name: named("샷", "Shots"),
  min: 0,
  max: 1,
  choices: [
    choice("extra-shot", "샷 추가", "Extra shot", 600),
    choice("two-extra-shots", "샷 2개 추가", "Two extra shots", 1_200),
    choice("decaf", "디카페인", "Decaf", 300),
  ],
};

const milk: OptionGroup = {
  groupId: "milk",
  name: named("우유", "Milk"),
  min: 1,
  max: 1,
  choices: [
    choice("whole-milk", "일반 우유", "Whole milk", 0, true),
    choice("low-fat-milk", "저지방 우유", "Low-fat milk"),
    choice("oat-milk", "오트 밀크", "Oat milk", 600),
  ],
};

const sweetness: OptionGroup = {
  groupId: "sweetness",
  name: named("시럽", "Syrup"),
  min: 0,
  max: 2,
  choices: [
    choice("vanilla", "바닐라 시럽", "Vanilla", 500),
    choice("hazelnut", "헤이즐넛 시럽", "Hazelnut", 500),
    choice("less-sweet", "덜 달게", "Less sweet"),
  ],
};

export const demoCategories: MenuCategory[] = [
  { categoryId: "espresso", name: named("에스프레소", "Espresso") },
  { categoryId: "cold-brew", name: named("콜드브루", "Cold brew") },
  { categoryId: "tea", name: named("티", "Tea") },
  { categoryId: "no-coffee", name: named("논커피", "No coffee") },
  { categoryId: "bakery", name: named("베이커리", "Bakery") },
];

type Row = [id: string, ko: string, en: string, price_krw: number, prepSeconds: number];

const drinks = (categoryId: string, optionGroups: OptionGroup[], rows: Row[]): MenuItem[] =>
  rows.map(([itemId, ko, en, price_krw, prepSeconds]) => ({
    itemId,
    categoryId,
    name: named(ko, en),
    price_krw,
    prepSeconds,
    optionGroups,
  }));

export const demoItems: MenuItem[] = [
  ...drinks(
    "espresso",
    [size, temperature, shots],
    [
      ["americano", "아메리카노", "Americano", 4_500, 40],
      ["long-black", "롱 블랙", "Long black", 4_800, 40],
    ],
  ),
  ...drinks(
    "espresso",
    [size, temperature, milk, shots, sweetness],
    [
      ["latte", "카페 라떼", "Latte", 5_000, 70],
      ["vanilla-latte", "바닐라 라떼", "Vanilla latte", 5_600, 75],
      ["mocha", "카페 모카", "Mocha", 5_800, 85],
      ["cappuccino", "카푸치노", "Cappuccino", 5_200, 75],
      ["flat-white", "플랫 화이트", "Flat white", 5_300, 70],
      ["caramel-macchiato", "카라멜 마키아토", "Caramel macchiato", 5_900, 85],
    ],
  ),
  ...drinks(
    "cold-brew",
    [size, shots],
    [
      ["cold-brew", "콜드브루", "Cold brew", 5_000, 25],
      ["nitro-cold-brew", "나이트로 콜드브루", "Nitro cold brew", 5_900, 25],
      ["sea-salt-cold-brew", "솔트 크림 콜드브루", "Sea-salt cream cold brew", 6_200, 45],
    ],
  ),
  ...drinks(
    "tea",
    [size, temperature],
    [
      ["earl-grey", "얼그레이", "Earl Grey", 4_800, 45],
      ["jeju-green-tea", "제주 녹차", "Jeju green tea", 4_800, 45],
      ["citron-tea", "유자차", "Citron tea", 5_500, 50],
      ["chai-latte", "차이 라떼", "Chai latte", 5_700, 70],
    ],
  ),
  ...drinks(
    "no-coffee",
    [size, temperature, sweetness],
    [
      ["hot-chocolate", "초콜릿", "Chocolate", 5_500, 70],
      ["matcha-latte", "말차 라떼", "Matcha latte", 5_900, 75],
      ["grapefruit-ade", "자몽 에이드", "Grapefruit ade", 6_100, 50],
      ["strawberry-milk", "생딸기 우유", "Strawberry milk", 6_300, 45],
    ],
  ),
  ...drinks(
    "bakery",
    [],
    [
      ["butter-croissant", "버터 크루아상", "Butter croissant", 3_900, 20],
      ["red-bean-bun", "단팥빵", "Red-bean bun", 3_500, 15],
      ["basque-cheesecake", "바스크 치즈케이크", "Basque cheesecake", 7_200, 20],
    ],
  ),
];
