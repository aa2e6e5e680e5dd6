import type { MenuCategory, MenuItem, OptionGroup } from "@siren/contracts/menu";
import * as options from "./demo-options.ts";

const { named, pairsOf, size, hotOrIced, shots, milk, syrup, ice, usualWhip, addedWhip, cup } = options;

export const demoCategories: MenuCategory[] = [
  { categoryId: "espresso", name: named("에스프레소", "Espresso") },
  { categoryId: "cold-brew", name: named("콜드브루", "Cold brew") },
  { categoryId: "tea", name: named("티", "Tea") },
  { categoryId: "no-coffee", name: named("논커피", "No coffee") },
  { categoryId: "bakery", name: named("베이커리", "Bakery") },
  { categoryId: "bottled", name: named("병음료", "Bottled") },
];

type Allergens = MenuItem["allergens"];
type Row = [
  itemId: string,
  ko: string,
  en: string,
  price_krw: number,
  prepSeconds: number,
  kcal: number,
  about?: [ko: string, en: string],
];
type Common = { groups?: OptionGroup[]; allergens?: Allergens; isCounted?: boolean };

function items(categoryId: string, common: Common, rows: Row[]): MenuItem[] {
  const { groups = [], allergens = [], isCounted = false } = common;
  return rows.map(([itemId, ko, en, price_krw, prepSeconds, kcal, about]) => ({
    ...{ itemId, categoryId, name: named(ko, en), price_krw, prepSeconds, kcal, allergens, isCounted },
    ...(about && { description: named(...about) }),
    ...{ optionGroups: groups, excludedPairs: pairsOf(groups), pictureId: null },
  }));
}

const espresso: MenuItem[] = [
  ...items("espresso", { groups: [size, hotOrIced, shots, ice, cup] }, [
    ["americano", "아메리카노", "Americano", 4_500, 40, 10, ["에스프레소와 물", "Espresso and water"]],
    ["long-black", "롱 블랙", "Long black", 4_800, 40, 10],
  ]),
  ...items("espresso", { groups: [shots, cup] }, [
    ["espresso-solo", "에스프레소", "Espresso", 3_800, 25, 5],
    ["con-panna", "에스프레소 콘 파나", "Espresso con panna", 4_300, 35, 95],
  ]),
  ...items("espresso", { groups: [size, hotOrIced, milk, shots, syrup, ice, cup], allergens: ["milk"] }, [
    ["latte", "카페 라떼", "Latte", 5_000, 70, 180, ["우유를 넣은 에스프레소", "Espresso with milk"]],
    ["vanilla-latte", "바닐라 라떼", "Vanilla latte", 5_600, 75, 250],
    ["cappuccino", "카푸치노", "Cappuccino", 5_200, 75, 120],
    ["flat-white", "플랫 화이트", "Flat white", 5_300, 70, 160],
    ["dolce-latte", "돌체 라떼", "Dolce latte", 5_900, 80, 290],
  ]),
  ...items("espresso", { groups: [size, hotOrIced, milk, shots, usualWhip, ice, cup], allergens: ["milk"] }, [
    [
      "mocha",
      "카페 모카",
      "Mocha",
      5_800,
      85,
      310,
      ["초콜릿과 휘핑 크림", "With chocolate and whipped cream"],
    ],
  ]),
  ...items("espresso", { groups: [size, hotOrIced, milk, shots, addedWhip, ice, cup], allergens: ["milk"] }, [
    ["caramel-macchiato", "카라멜 마키아토", "Caramel macchiato", 5_900, 85, 240],
  ]),
];

const coldBrew: MenuItem[] = [
  ...items("cold-brew", { groups: [size, shots, ice, cup] }, [
    ["cold-brew", "콜드브루", "Cold brew", 5_000, 25, 5, ["열두 시간 우린 커피", "Steeped for twelve hours"]],
    ["nitro-cold-brew", "나이트로 콜드브루", "Nitro cold brew", 5_900, 25, 5],
    ["tonic-cold-brew", "토닉 콜드브루", "Cold brew tonic", 6_000, 35, 90],
  ]),
  ...items("cold-brew", { groups: [size, milk, shots, ice, cup], allergens: ["milk"] }, [
    ["sea-salt-cold-brew", "솔트 크림 콜드브루", "Sea-salt cream cold brew", 6_200, 45, 210],
    ["cold-brew-latte", "콜드브루 라떼", "Cold brew latte", 5_700, 35, 130],
  ]),
];

const tea: MenuItem[] = [
  ...items("tea", { groups: [size, hotOrIced, ice, cup] }, [
    ["earl-grey", "얼그레이", "Earl Grey", 4_800, 45, 0],
    ["jeju-green-tea", "제주 녹차", "Jeju green tea", 4_800, 45, 0],
    ["chamomile", "캐모마일", "Chamomile", 4_800, 45, 0],
    ["citron-tea", "유자차", "Citron tea", 5_500, 50, 190],
    ["plum-tea", "매실차", "Green plum tea", 5_500, 50, 170],
  ]),
  ...items("tea", { groups: [size, hotOrIced, milk, ice, cup], allergens: ["milk"] }, [
    ["chai-latte", "차이 라떼", "Chai latte", 5_700, 70, 220],
    ["royal-milk-tea", "로열 밀크티", "Royal milk tea", 5_800, 75, 240],
  ]),
];

const noCoffee: MenuItem[] = [
  ...items("no-coffee", { groups: [size, hotOrIced, milk, usualWhip, ice, cup], allergens: ["milk"] }, [
    ["hot-chocolate", "초콜릿", "Chocolate", 5_500, 70, 380],
  ]),
  ...items("no-coffee", { groups: [size, hotOrIced, milk, syrup, ice, cup], allergens: ["milk"] }, [
    ["matcha-latte", "말차 라떼", "Matcha latte", 5_900, 75, 260],
    ["sweet-potato-latte", "고구마 라떼", "Sweet-potato latte", 5_800, 75, 330],
  ]),
  ...items("no-coffee", { groups: [size, ice, cup] }, [
    ["grapefruit-ade", "자몽 에이드", "Grapefruit ade", 6_100, 50, 230],
    ["lemon-ade", "레몬 에이드", "Lemonade", 5_900, 50, 210],
    [
      "omija-ade",
      "오미자 에이드",
      "Omija ade",
      6_200,
      50,
      220,
      ["문경 오미자", "Omija berries of Mungyeong"],
    ],
  ]),
  ...items("no-coffee", { groups: [size, milk, ice, cup], allergens: ["milk"] }, [
    ["strawberry-milk", "생딸기 우유", "Strawberry milk", 6_300, 45, 270],
  ]),
];

const wheat: Allergens = ["wheat", "milk", "egg"];
const bakery: MenuItem[] = [
  ...items("bakery", { groups: [options.warmed], allergens: wheat, isCounted: true }, [
    ["butter-croissant", "버터 크루아상", "Butter croissant", 3_900, 20, 320],
    ["plain-scone", "플레인 스콘", "Plain scone", 3_800, 20, 390],
    ["red-bean-bun", "단팥빵", "Red-bean bun", 3_500, 15, 290],
    ["garlic-bread", "육쪽 마늘빵", "Garlic cream bread", 5_200, 25, 480],
    ["ham-cheese-sandwich", "햄치즈 샌드위치", "Ham and cheese sandwich", 6_500, 40, 420],
  ]),
  ...items("bakery", { allergens: wheat, isCounted: true }, [
    ["basque-cheesecake", "바스크 치즈케이크", "Basque cheesecake", 7_200, 20, 410],
    ["carrot-cake", "당근 케이크", "Carrot cake", 7_000, 20, 430],
  ]),
  ...items("bakery", { allergens: [...wheat, "nut"], isCounted: true }, [
    ["pecan-cookie", "피칸 쿠키", "Pecan cookie", 3_600, 10, 350],
  ]),
];

const bottled: MenuItem[] = [
  ...items("bottled", { isCounted: true }, [
    ["still-water", "생수", "Still water", 2_000, 5, 0],
    ["sparkling-water", "탄산수", "Sparkling water", 2_800, 5, 0],
    ["orange-juice", "오렌지 주스", "Orange juice", 4_500, 5, 130],
    ["apple-juice", "사과 주스", "Apple juice", 4_500, 5, 140],
    ["bottled-cold-brew", "콜드브루 보틀", "Bottled cold brew", 8_900, 5, 15],
  ]),
];

export const demoItems: MenuItem[] = [...espresso, ...coldBrew, ...tea, ...noCoffee, ...bakery, ...bottled];
