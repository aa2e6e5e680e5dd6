import type { ReactNode } from "react";
import { Daisy, Dots, Leaf, Light, Line, Slice, Whip } from "./strokes.tsx";

export type Cold = {
  glass?: "tall" | "pint" | "tumbler";
  /** From the top of the drink to its bottom; what is poured in last is at the top. */
  layers: readonly string[];
  top?: string;
  hasIce?: boolean;
  straw?: string;
};

const walls = {
  tall: { outer: "M27 22h42l-5 57a6 6 0 0 1-6 5H38a6 6 0 0 1-6-5z", top: 33, left: 30, right: 66, lean: 3.4 },
  pint: {
    outer: "M28 18h40c1 14-4 20-4 34v27a5 5 0 0 1-5 5H37a5 5 0 0 1-5-5V52c0-14-5-20-4-34z",
    top: 26,
    left: 30.5,
    right: 65.5,
    lean: 1.5,
  },
  tumbler: {
    outer: "M22 34h52l-4 45a6 6 0 0 1-6 5H32a6 6 0 0 1-6-5z",
    top: 42,
    left: 25,
    right: 71,
    lean: 3,
  },
};
const bottom = 80;

/** What is on the rim or floats at the top; `top` is the surface of the drink. */
const garnishes: Record<string, (top: number) => ReactNode> = {
  "thick-foam": (top) => <path d={`M30 ${top}h36l-1.200 11c-6 4-10-2-16 1s-12-1-17.500-1z`} fill="#e9d2ae" />,
  "salt-cream": (top) => (
    <>
      <path d={`M29.500 ${top - 4}h37l-1.500 17c-5 5-9-2-15 2s-12 3-19-1z`} fill="#fffaf0" />
      <Dots
        at={[
          [38, top - 1],
          [46, top - 3],
          [54, top],
          [60, top - 3],
          [42, top + 3],
        ]}
        r={1.2}
        of="#b9a68c"
      />
    </>
  ),
  whip: (top) => <Whip x={48} y={top} />,
  "choc-whip": (top) => (
    <>
      <Whip x={48} y={top} />
      <Line d={`M34 ${top - 3}c5 4 8-4 12 0s8-5 15 0`} of="#5a3220" width={2.2} />
    </>
  ),
  caramel: (top) => (
    <Line d={`M32 ${top}c2 9 3 3 5 12s4-2 6 3 4-9 6 0 5 8 7-2 4 3 6-10`} of="#b8691f" width={2.4} />
  ),
  vanilla: () => <Leaf x={62} y={26} turn={-40} of="#eac96a" />,
  foam: (top) => <path d={`M30 ${top - 2}h36l-1 8c-10 4-26 4-34 0z`} fill="#fbf3e6" />,
  cocoa: (top) => (
    <>
      <path d={`M30 ${top - 6}c8-5 28-5 36 0l-1 12c-10 4-26 4-34 0z`} fill="#fbf3e6" />
      <Dots
        at={[
          [39, top - 4],
          [46, top - 6],
          [54, top - 3],
          [59, top - 6],
          [49, top],
        ]}
        r={1.2}
        of="#8a5a36"
      />
    </>
  ),
  lime: () => <Slice x={66} y={25} r={9.5} rind="#e3b52c" flesh="#f9e27a" />,
  lemon: () => (
    <>
      <Slice x={66} y={26} r={11} rind="#eec02f" flesh="#fbe36a" />
      <Leaf x={36} y={28} turn={-50} />
      <Leaf x={38} y={30} turn={-8} />
    </>
  ),
  grapefruit: () => <Slice x={66} y={26} r={11.5} rind="#f2a04a" flesh="#ea5f52" />,
  omija: (top) => (
    <>
      <Dots
        at={[
          [40, top + 6],
          [47, top + 3],
          [55, top + 7],
          [44, top + 12],
          [52, top + 13],
        ]}
        r={3}
        of="#8f1230"
      />
      <Dots
        at={[
          [39, top + 5],
          [46, top + 2],
          [54, top + 6],
        ]}
        r={0.9}
        of="#fff"
      />
      <Leaf x={62} y={28} turn={-50} />
    </>
  ),
  strawberry: () => (
    <>
      <path d="M58 22c0-8 8-11 13-8s6 10-1 17c-8-1-12-4-12-9z" fill="#d9344a" />
      <Leaf x={62} y={15} turn={-70} />
      <Leaf x={64} y={14} turn={0} />
      <Dots
        at={[
          [63, 21],
          [67, 19],
          [67, 25],
        ]}
        r={0.9}
        of="#ffe3b0"
      />
    </>
  ),
  bergamot: () => <Slice x={66} y={25} r={9} rind="#c9b23a" flesh="#e8d987" />,
  daisies: (top) => (
    <>
      <Daisy x={40} y={top + 5} />
      <Daisy x={55} y={top + 9} />
    </>
  ),
  "tea-leaf": () => <Leaf x={60} y={27} turn={-35} of="#5f8a3c" />,
  citron: (top) => <Slice x={52} y={top + 12} r={9.5} rind="#e9b62e" flesh="#f7d75c" />,
  plum: (top) => (
    <>
      <circle cx="41" cy={top + 34} r="7" fill="#a9bd4c" />
      <circle cx="54" cy={top + 37} r="6.500" fill="#93aa3c" />
      <Leaf x={60} y={27} turn={-35} />
    </>
  ),
  cinnamon: () => <path d="m56 34 10-28 5.500 2-10 28z" fill="#9a5a2c" />,
  "sweet-potato": () => (
    <>
      <ellipse cx="70" cy="75" rx="14" ry="9" fill="#7d3a63" transform="rotate(-14 70 75)" />
      <ellipse cx="69" cy="74" rx="10.500" ry="6" fill="#f2cd6a" transform="rotate(-14 69 74)" />
    </>
  ),
  bubbles: (top) => (
    <Dots
      at={[
        [38, top + 38],
        [44, top + 28],
        [54, top + 36],
        [49, top + 18],
        [58, top + 22],
        [40, top + 14],
      ]}
      r={1.4}
      of="#fff"
    />
  ),
};

/** Several may be together: `bubbles lemon`. */
const garnishOf = (names: string, top: number) =>
  names.split(" ").map((name) => <g key={name}>{garnishes[name]?.(top)}</g>);

export function ColdDrink({ glass = "tall", layers, top, hasIce = true, straw }: Cold) {
  const { outer, top: surface, left, right, lean } = walls[glass];
  const height = (bottom - surface) / layers.length;
  const edge = (y: number) => ((y - surface) / (bottom - surface)) * lean;
  return (
    <>
      {straw ? <Line d="M56 34 63 7l7 2" of={straw} width={3.6} /> : null}
      <path d={outer} fill="#fff" opacity="0.42" />
      {layers.map((of, n) => {
        const [from, to] = [surface + n * height, surface + (n + 1) * height];
        const isLast = n === layers.length - 1;
        // The next one reaches up into it in a wave, as what is poured does.
        const wave =
          n === 0 ? `H${right - edge(from)}` : `q6-6 12-1t12 0 ${right - left - 24 - 2 * edge(from)} 1`;
        return (
          <path
            key={of}
            d={`M${left + edge(from)} ${from}${wave}L${right - edge(to)} ${to}${isLast ? "q-1 2-4 2" : ""}H${left + edge(to) + (isLast ? 4 : 0)}${isLast ? "q-3 0-4-2" : ""}z`}
            fill={of}
          />
        );
      })}
      {hasIce ? (
        <g fill="#fff" opacity="0.5">
          <rect
            x="35"
            y={surface + 5}
            width="11"
            height="11"
            rx="2.500"
            transform={`rotate(-12 41 ${surface + 10})`}
          />
          <rect
            x="50"
            y={surface + 9}
            width="11"
            height="11"
            rx="2.500"
            transform={`rotate(16 55 ${surface + 14})`}
          />
          <rect
            x="39"
            y={surface + 21}
            width="10"
            height="10"
            rx="2.500"
            transform={`rotate(8 44 ${surface + 26})`}
          />
        </g>
      ) : null}
      {top ? garnishOf(top, surface) : null}
      <path d={outer} fill="none" stroke="#cdbfae" strokeWidth="2.200" strokeLinejoin="round" />
      <Light d={`m${left + 5} ${surface + 6} ${lean} 34`} by={0.6} />
    </>
  );
}
