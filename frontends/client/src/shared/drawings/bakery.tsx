import type { ReactNode } from "react";
import { Dots, Leaf, Light, Line, Shade } from "./strokes.tsx";

const crust = "#a9682a";

const croissant = (
  <>
    <path
      d="M10 68c-3-26 16-46 38-46s41 20 38 46c-1 8-10 9-13 3-4-9-12-15-25-15s-21 6-25 15c-3 6-12 5-13-3z"
      fill="#dd9c4c"
    />
    <Shade d="M86 68c-1 8-10 9-13 3-4-9-12-15-25-15s-21 6-25 15c-3 6-12 5-13-3 4 3 8 2 10-4 4-10 14-17 28-17s24 7 28 17c2 6 6 7 10 4z" />
    <Line
      d="M26 33c4 9 6 18 5 27M41 24c1 10 1 22 0 33M56 24c-1 10-1 22 0 33M70 32c-4 9-6 18-5 27"
      of={crust}
      width={3.4}
    />
    <Light d="M19 47c4-10 11-16 19-19" width={4} by={0.45} />
  </>
);

const scone = (
  <>
    <path
      d="M14 60c-2-8 4-12 8-12-2-9 6-14 12-11 3-8 20-9 25-1 8-3 16 4 13 12 6 0 11 5 9 12z"
      fill="#e2b56f"
    />
    <path d="M13 60h69c2 8 0 22-5 23-14 2-46 2-58 0-6-1-8-15-6-23z" fill="#edc98a" />
    <Shade d="M66 60h16c2 8 0 22-5 23l-14 1c5-6 6-15 3-24z" />
    <Line d="M17 67c10 4 18-3 28 0s20 4 33-1" of="#c98f45" width={2.2} />
    <Dots
      at={[
        [34, 47],
        [50, 42],
        [61, 50],
        [43, 54],
      ]}
      r={1.4}
      of="#c98f45"
    />
    <path d="M55 30h24l4 9-24 3z" fill="#ffe58f" stroke="#eac34d" strokeWidth="1.500" />
    <Light d="M24 50c2-5 6-8 10-8" by={0.5} />
  </>
);

const redBeanBun = (
  <>
    <path d="M12 63c0-22 16-37 36-37s36 15 36 37c0 13-13 20-36 20s-36-7-36-20z" fill="#b8722f" />
    <Shade d="M84 63c0 13-13 20-36 20s-36-7-36-20c8 10 64 10 72 0z" />
    <Dots
      at={[
        [42, 38],
        [48, 35],
        [54, 38],
        [45, 42],
        [51, 42],
      ]}
      r={1.9}
      of="#2b1a12"
    />
    <Light d="M20 55c3-12 10-18 19-21" width={5} by={0.3} />
    <path d="M60 83c2-13 10-20 22-21 2 11-6 20-22 21z" fill="#f6e3bd" />
    <path d="M65 80c2-8 7-12 14-13 0 7-5 12-14 13z" fill="#5a2430" />
  </>
);

const garlicBread = (
  <>
    <path d="M13 62c-2-22 14-36 35-36s37 14 35 36c-1 14-13 21-35 21s-34-7-35-21z" fill="#d8933f" />
    <Shade d="M83 62c-1 14-13 21-35 21s-34-7-35-21c10 11 60 11 70 0z" />
    <path
      d="M48 27v50M21 40c16 4 38 4 54 0M16 58c18 5 46 5 64 0"
      stroke="#fff3cf"
      strokeWidth="7"
      fill="none"
      strokeLinecap="round"
    />
    <Dots
      at={[
        [30, 43],
        [40, 44],
        [58, 44],
        [66, 42],
        [48, 36],
        [48, 52],
        [26, 61],
        [38, 63],
        [58, 63],
        [70, 60],
        [48, 68],
      ]}
      r={1.5}
      of="#5d8c3c"
    />
    <Light d="M20 52c2-8 6-13 12-17" by={0.4} />
  </>
);

const sandwich = (
  <>
    <path d="M8 76 50 24c2-2 5-2 7 0l31 52z" fill="#f6dfb4" />
    <path d="M8 76 50 24c2-2 5-2 7 0l2 3-41 49z" fill="#d89a4f" />
    <path d="M16 68h67l5 8H10z" fill="#8fb04e" />
    <path d="M22 61h57l4 7H17z" fill="#f3a3a0" />
    <path d="m27 54 48 0 4 7-7 6-6-6-7 5-6-5H22z" fill="#f7c948" />
    <path d="M8 76h80l1 4c0 3-2 4-4 4H12c-3 0-5-2-5-4z" fill="#e9c688" />
    <Light d="M33 50 49 30" by={0.4} />
    <Dots
      at={[
        [56, 38],
        [62, 47],
        [52, 46],
      ]}
      r={1.2}
      of="#d9b779"
    />
  </>
);

const cheesecake = (
  <>
    <path d="m9 50 57-25c11 3 19 10 21 18L24 59z" fill="#6a3818" />
    <path d="M9 50 24 59l63-16v27c0 3-2 5-5 6L26 84c-9 0-17-5-17-11z" fill="#f4dc9c" />
    <path d="M9 50 24 59v25c-8-1-15-5-15-11z" fill="#dcb56a" />
    <path d="m24 59 63-16v6L24 65z" fill="#8f4f24" opacity="0.8" />
    <Light d="m20 47 38-17" width={2.4} by={0.3} />
  </>
);

const carrotCake = (
  <>
    <path d="m9 46 57-23c11 3 19 9 21 17L24 55z" fill="#fff8ea" />
    <path d="M9 46 24 55l63-15v30c0 3-2 5-5 6L26 84c-9 0-17-5-17-11z" fill="#b26a33" />
    <path d="M9 46 24 55v29c-8-1-15-5-15-11z" fill="#94521f" />
    <path d="m24 55 63-15v6L24 61zm0 12 63-15v5L24 73z" fill="#fff3da" />
    <Dots
      at={[
        [36, 65],
        [52, 60],
        [68, 57],
        [80, 53],
        [40, 78],
        [60, 72],
        [76, 68],
      ]}
      r={1.5}
      of="#ee8b3a"
    />
    <path d="M52 31c5-2 9 0 9 4l-13 5c-1-4 0-7 4-9z" fill="#f0813a" />
    <Leaf x={59} y={31} turn={-20} />
    <Leaf x={58} y={29} turn={-70} of="#5d8c3c" />
  </>
);

const pecanCookie = (
  <>
    <path
      d="M48 20c9-2 15 3 20 6 8 2 16 9 16 19 4 8 1 17-4 22-4 9-13 13-21 12-8 5-19 4-26-1-9-1-17-8-18-17-5-8-3-17 3-23 2-10 13-17 30-18z"
      fill="#c98744"
    />
    <Shade d="M84 45c4 8 1 17-4 22-4 9-13 13-21 12-8 5-19 4-26-1-9-1-17-8-18-17 22 15 56 9 69-16z" />
    {[
      [35, 38, -20],
      [58, 35, 30],
      [47, 54, 5],
      [66, 56, -40],
      [29, 58, 40],
    ].map(([x, y, turn]) => (
      <g key={x} transform={`translate(${x} ${y}) rotate(${turn})`}>
        <ellipse rx="8.500" ry="5" fill="#7d4420" />
        <Line d="M-6 0h12M-4-2.500h8M-4 2.500h8" of="#b0713c" width={1.2} />
      </g>
    ))}
    <Light d="M22 38c4-6 9-9 15-11" by={0.35} />
  </>
);

const plainBun = (
  <>
    <path d="M14 62c0-22 15-36 34-36s34 14 34 36c0 12-12 21-34 21s-34-9-34-21z" fill="#cf9350" />
    <Shade d="M82 62c0 12-12 21-34 21s-34-9-34-21c8 11 60 11 68 0z" />
    <Light d="M22 54c3-11 11-18 21-19" width={5} by={0.35} />
    <Dots
      at={[
        [48, 40],
        [56, 44],
        [46, 48],
        [60, 37],
      ]}
      r={1.8}
      of="#f8e9c8"
    />
  </>
);

export const baked: Record<string, ReactNode> = {
  "butter-croissant": croissant,
  "plain-scone": scone,
  "red-bean-bun": redBeanBun,
  "garlic-bread": garlicBread,
  "ham-cheese-sandwich": sandwich,
  "basque-cheesecake": cheesecake,
  "carrot-cake": carrotCake,
  "pecan-cookie": pecanCookie,
  bakery: plainBun,
};
