import type { ReactNode } from "react";
import { Daisy, Dots, Leaf, Light, Line, Slice, Whip } from "./strokes.tsx";

/** What lies on a hot drink, in the ellipse around 44,38 that is 24 by 10: by this one is told from another. */
export const onTop: Record<string, ReactNode> = {
  crema: (
    <ellipse
      cx="44"
      cy="38"
      rx="22.500"
      ry="9.300"
      fill="none"
      stroke="#a8714a"
      strokeWidth="1.800"
      opacity="0.7"
    />
  ),
  "thick-crema": (
    <>
      <ellipse cx="44" cy="38" rx="21" ry="8.500" fill="none" stroke="#c08a54" strokeWidth="5" />
      <Dots
        at={[
          [36, 35],
          [52, 41],
          [47, 34],
        ]}
        r={1.2}
        of="#dcb27e"
      />
    </>
  ),
  rosetta: (
    <>
      <path d="M44 46c-11-2-16-6-13-10 3-3 9-2 13-5 4 3 10 2 13 5 3 4-2 8-13 10z" fill="#f6e7cf" />
      <Line d="M44 32v13M36 37l8 3 8-3M34 40l10 3 10-3" of="#b98558" width={1.5} />
    </>
  ),
  heart: (
    <path
      d="M44 46.500c-9-3-13-7-10-10.500 3-3 8-2 10 1 2-3 7-4 10-1 3 3.500-1 7.500-10 10.500z"
      fill="#fff3d6"
    />
  ),
  "vanilla-heart": (
    <>
      <path
        d="M44 46.500c-9-3-13-7-10-10.500 3-3 8-2 10 1 2-3 7-4 10-1 3 3.500-1 7.500-10 10.500z"
        fill="#fff3d6"
      />
      <Line d="M20 34c10-14 26-22 44-24" of="#5b3a22" width={3} />
      <g fill="#fff8e2" stroke="#e8c86c" strokeWidth="0.800">
        {[0, 72, 144, 216, 288].map((turn) => (
          <ellipse key={turn} cx="64" cy="5.500" rx="3" ry="5.500" transform={`rotate(${turn} 64 11)`} />
        ))}
      </g>
      <circle cx="64" cy="11" r="2.600" fill="#e8b84a" />
    </>
  ),
  "cocoa-dome": (
    <>
      <path d="M19 38c2-14 12-18 25-18s23 4 25 18c-6 9-44 9-50 0z" fill="#fbf3e6" />
      <Dots
        at={[
          [36, 30],
          [42, 26],
          [49, 29],
          [45, 34],
          [54, 33],
          [38, 36],
          [30, 34],
          [50, 24],
        ]}
        r={1.3}
        of="#8a5a36"
      />
      <Light d="M28 31c3-5 7-7 11-8" by={0.9} />
    </>
  ),
  tulip: (
    <g fill="#f6e9d2">
      <circle cx="44" cy="37.500" r="5.600" />
      <path d="M30 37c3 8 25 8 28 0 2 6-5 10.500-14 10.500S28 43 30 37z" />
    </g>
  ),
  swirl: (
    <Line
      d="M44 38c2-2 5 0 3 2-3 3-10 2-10-2 0-5 9-7 15-4 6 4 2 10-8 11-10 0-17-4-15-9"
      of="#fff6e2"
      width={2.4}
    />
  ),
  lattice: (
    <>
      <ellipse cx="44" cy="38" rx="21" ry="8.600" fill="#f7e6c4" />
      <Line
        d="M27 34l26 11M33 31l26 11M41 29.500l22 9M27 42l26-11M34 45l26-11M24 38l18-8"
        of="#b8691f"
        width={1.7}
      />
    </>
  ),
  "choc-whip": (
    <>
      <Whip x={44} y={36} />
      <Line d="M30 33c5 4 8-4 12 0s8-5 15 0" of="#5a3220" width={2.2} />
    </>
  ),
  marshmallows: (
    <>
      <g fill="#fffaf2" stroke="#e6d3bd" strokeWidth="1">
        <rect x="30" y="29" width="11" height="9" rx="3" transform="rotate(-14 35 33)" />
        <rect x="43" y="27" width="11" height="9" rx="3" transform="rotate(9 48 31)" />
        <rect x="38" y="36" width="11" height="8" rx="3" />
      </g>
      <Dots
        at={[
          [34, 32],
          [48, 30],
          [44, 39],
          [56, 38],
        ]}
        r={1.1}
        of="#7b4a2f"
      />
    </>
  ),
  cinnamon: (
    <>
      <ellipse cx="42" cy="39" rx="15" ry="5.500" fill="#f3e2c6" />
      <path d="m53 36 18-24 5 3.500-17 24z" fill="#9a5a2c" />
      <Line d="M58 35l15-20" of="#c98b52" width={1.5} />
      <g fill="#6e3d1e" transform="translate(37 39)">
        {[0, 45, 90, 135, 180, 225, 270, 315].map((turn) => (
          <ellipse
            key={turn}
            cx="0"
            cy="-3.600"
            rx="1.300"
            ry="3"
            transform={`scale(1 .6) rotate(${turn})`}
          />
        ))}
      </g>
    </>
  ),
  milk: <path d="M24 38c6-5 13 3 20-1 6-3 12 2 20 0-3 9-35 11-40 1z" fill="#f4e3cb" opacity="0.85" />,
  matcha: (
    <>
      <ellipse cx="44" cy="38" rx="20" ry="8" fill="none" stroke="#c6d9a0" strokeWidth="2.500" />
      <path d="M44 45c-8-2-11-5-9-8 2-2 6-2 9-4 3 2 7 2 9 4 2 3-1 6-9 8z" fill="#eaf2d4" />
      <Line d="M44 34v10" of="#7d9c46" width={1.3} />
    </>
  ),
  "sweet-potato": (
    <>
      <ellipse cx="42" cy="38" rx="15" ry="5.500" fill="#fdf0c4" />
      <ellipse cx="66" cy="75" rx="15" ry="9.500" fill="#7d3a63" transform="rotate(-12 66 75)" />
      <ellipse cx="65" cy="74" rx="11.500" ry="6.500" fill="#f2cd6a" transform="rotate(-12 65 74)" />
      <Dots
        at={[
          [61, 74],
          [69, 73],
        ]}
        r={1.1}
        of="#d8a93f"
      />
    </>
  ),
  bergamot: (
    <>
      <Line d="M60 37C68 26 74 30 74 44" of="#d8c7b0" width={1.4} />
      <path d="M69 44h10v13H69z" fill="#2f4d7a" />
      <path d="M71.500 49h5" stroke="#f3e2c6" strokeWidth="1.500" />
      <Dots
        at={[
          [36, 37],
          [46, 41],
          [50, 35],
        ]}
        r={1.7}
        of="#5b7fc2"
      />
    </>
  ),
  daisies: (
    <>
      <Daisy x={36} y={37} />
      <Daisy x={50} y={39} />
    </>
  ),
  citron: (
    <>
      <Slice x={49} y={36} r={8} rind="#e9b62e" flesh="#f7d75c" />
      <Line d="M30 39c4-3 8 2 12 0" of="#e59f16" width={2} />
    </>
  ),
  plum: (
    <>
      <circle cx="38" cy="37" r="6.500" fill="#a9bd4c" />
      <circle cx="50" cy="40" r="6" fill="#93aa3c" />
      <Light d="M35 34c1-1 2-2 4-2" width={1.6} by={0.8} />
      <Leaf x={42} y={32} turn={-30} />
    </>
  ),
  "tea-leaf": <Leaf x={38} y={42} turn={-8} of="#5f8a3c" />,
};
