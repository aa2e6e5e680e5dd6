import type { MenuItem } from "@siren/contracts/menu";

type Shape = "mug" | "glass" | "croissant" | "bun" | "cake";
type Look = { shape: Shape; drink: string; foam?: string; garnish?: string };

/** Colours of what is in the cup; a new item of a known category looks like its neighbours. */
const looks: Record<string, Look> = {
  americano: { shape: "mug", drink: "#4a2a18" },
  "long-black": { shape: "mug", drink: "#3a2013", foam: "#a26f45" },
  latte: { shape: "mug", drink: "#b98558", foam: "#f3e2cb" },
  "vanilla-latte": { shape: "mug", drink: "#c99a69", foam: "#f8edd2" },
  mocha: { shape: "mug", drink: "#6b3f27", foam: "#e8cfb4" },
  cappuccino: { shape: "mug", drink: "#a87146", foam: "#fbf1e2" },
  "flat-white": { shape: "mug", drink: "#aa7850", foam: "#efdcc3" },
  "caramel-macchiato": { shape: "mug", drink: "#b5753d", foam: "#f4d9a8" },
  "cold-brew": { shape: "glass", drink: "#38200f" },
  "nitro-cold-brew": { shape: "glass", drink: "#432817", foam: "#c9a37b" },
  "sea-salt-cold-brew": { shape: "glass", drink: "#3f2414", foam: "#f6efe2" },
  "earl-grey": { shape: "mug", drink: "#b5652a" },
  "jeju-green-tea": { shape: "mug", drink: "#9aab4b" },
  "citron-tea": { shape: "mug", drink: "#e6b23c", garnish: "#f5d675" },
  "chai-latte": { shape: "mug", drink: "#c48a55", foam: "#f0dcbf" },
  "hot-chocolate": { shape: "mug", drink: "#56301f", foam: "#f0e0d0" },
  "matcha-latte": { shape: "mug", drink: "#8fae5d", foam: "#e3edc8" },
  "grapefruit-ade": { shape: "glass", drink: "#ee8364", garnish: "#f6b39c" },
  "strawberry-milk": { shape: "glass", drink: "#f4aeb2", garnish: "#d9485a" },
  "butter-croissant": { shape: "croissant", drink: "#dd9c4c" },
  "red-bean-bun": { shape: "bun", drink: "#c98544" },
  "basque-cheesecake": { shape: "cake", drink: "#f2d693" },
};

const ofCategory: Record<string, Look> = {
  "cold-brew": { shape: "glass", drink: "#432817" },
  tea: { shape: "mug", drink: "#b5762a" },
  "no-coffee": { shape: "glass", drink: "#e79a72" },
  bakery: { shape: "bun", drink: "#cf9350" },
};

type DrawingProps = { item: Pick<MenuItem, "itemId" | "categoryId">; iced?: boolean };

export function ItemDrawing({ item, iced }: DrawingProps) {
  const look = looks[item.itemId] ?? ofCategory[item.categoryId] ?? { shape: "mug", drink: "#6d4429" };
  const shape = iced && look.shape === "mug" ? "glass" : look.shape;
  const Drawn = { mug: Mug, glass: Glass, croissant: Croissant, bun: Bun, cake: Cake }[shape];
  return (
    <svg viewBox="0 0 96 96" className="drawing" aria-hidden="true">
      <ellipse cx="48" cy="84" rx="32" ry="5" fill="currentColor" opacity="0.13" />
      <Drawn {...look} />
    </svg>
  );
}

function Mug({ drink, foam, garnish }: Look) {
  return (
    <>
      <path d="M66 44h7a10 10 0 0 1 0 20h-8" fill="none" stroke="#e9dccb" strokeWidth="6" />
      <path d="M18 36h50v22c0 14-9 24-20 24H38c-11 0-20-10-20-24z" fill="#fffaf2" />
      <path d="M56 36h12v22c0 14-9 24-20 24h-6c10-2 14-12 14-24z" fill="#eadfce" />
      <ellipse cx="43" cy="36" rx="25" ry="8" fill="#efe4d4" />
      <ellipse cx="43" cy="36.500" rx="21.500" ry="6" fill={drink} />
      {foam ? (
        <path
          d="M43 41c-9-1-13-4-9-6 3-2 7 0 9 1 2-1 6-3 9-1 4 2 0 5-9 6z"
          fill={foam}
          className="drawing-foam"
        />
      ) : null}
      {garnish ? (
        <circle cx="47" cy="36" r="4.500" fill={garnish} stroke="#fff6" strokeWidth="1.500" />
      ) : null}
      <g fill="none" stroke="currentColor" strokeWidth="2.500" strokeLinecap="round" opacity="0.28">
        <path d="M34 24c-3-4 3-6 0-11" className="drawing-steam" />
        <path d="M44 22c-3-4 3-6 0-11" className="drawing-steam" />
        <path d="M54 24c-3-4 3-6 0-11" className="drawing-steam" />
      </g>
    </>
  );
}

function Glass({ drink, foam, garnish }: Look) {
  return (
    <>
      <path d="M57 28 64 6l7 2" fill="none" stroke="#d8643f" strokeWidth="3.500" strokeLinecap="round" />
      <path d="M27 24h42l-5 54a6 6 0 0 1-6 5H38a6 6 0 0 1-6-5z" fill="#fff" opacity="0.5" />
      <path d="m29.500 36 3.800 40a4 4 0 0 0 4 3.500h21.400a4 4 0 0 0 4-3.500l3.800-40z" fill={drink} />
      {foam ? <path d="M29 32h38l-1.200 13c-8 5-12-3-18 1s-12-1-17.600-2z" fill={foam} /> : null}
      <g fill="#fff" opacity="0.55">
        <rect x="36" y="42" width="11" height="11" rx="2.500" transform="rotate(-12 41 47)" />
        <rect x="50" y="50" width="11" height="11" rx="2.500" transform="rotate(16 55 55)" />
        <rect x="39" y="60" width="10" height="10" rx="2.500" transform="rotate(8 44 65)" />
      </g>
      {garnish ? <circle cx="66" cy="29" r="8" fill={garnish} stroke="#fff" strokeWidth="2" /> : null}
      <path
        d="M27 24h42l-5 54a6 6 0 0 1-6 5H38a6 6 0 0 1-6-5z"
        fill="none"
        stroke="#cdbfae"
        strokeWidth="2.500"
        strokeLinejoin="round"
      />
      <path d="m35 32 3 40" stroke="#fff" strokeWidth="3" strokeLinecap="round" opacity="0.6" />
    </>
  );
}

function Croissant({ drink }: Look) {
  return (
    <>
      <path
        d="M10 66c-3-26 16-46 38-46s41 20 38 46c-1 8-10 9-13 3-4-9-12-15-25-15s-21 6-25 15c-3 6-12 5-13-3z"
        fill={drink}
      />
      <path
        d="M26 31c4 9 6 18 5 27M41 22c1 10 1 22 0 33M56 22c-1 10-1 22 0 33M70 31c-4 9-6 18-5 27"
        fill="none"
        stroke="#a9682a"
        strokeWidth="3.500"
        strokeLinecap="round"
      />
      <path d="M20 44c4-9 11-15 19-18" stroke="#f3c987" strokeWidth="4" strokeLinecap="round" fill="none" />
    </>
  );
}

function Bun({ drink }: Look) {
  return (
    <>
      <path d="M14 62c0-22 15-36 34-36s34 14 34 36c0 12-12 19-34 19s-34-7-34-19z" fill={drink} />
      <path d="M22 52c3-11 11-18 21-19" stroke="#eab877" strokeWidth="5" strokeLinecap="round" fill="none" />
      <g fill="#f8e9c8">
        <ellipse cx="48" cy="40" rx="2" ry="3.500" transform="rotate(30 48 40)" />
        <ellipse cx="56" cy="44" rx="2" ry="3.500" transform="rotate(-25 56 44)" />
        <ellipse cx="46" cy="49" rx="2" ry="3.500" transform="rotate(-10 46 49)" />
        <ellipse cx="60" cy="36" rx="2" ry="3.500" transform="rotate(70 60 36)" />
      </g>
      <path d="M18 70c12 7 48 7 60 0" stroke="#8d5526" strokeWidth="3" strokeLinecap="round" fill="none" />
    </>
  );
}

function Cake({ drink }: Look) {
  return (
    <>
      <path d="m10 50 56-24c10 3 18 9 20 17L24 58z" fill="#7a4320" />
      <path d="M10 50 24 58l62-15v26c0 3-2 5-5 6L26 83c-9 0-16-5-16-11z" fill={drink} />
      <path d="M10 50 24 58v25c-8-1-14-5-14-11z" fill="#dcb56a" />
      <path d="m24 58 62-15v6L24 64z" fill="#9c5d2c" opacity="0.75" />
    </>
  );
}
