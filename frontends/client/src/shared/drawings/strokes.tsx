import type { ReactNode } from "react";

/** Light comes from the upper left; every drawing stands on the same shadow in a field of 96 by 96. */
export const Shade = ({ d, by = 0.12 }: { d: string; by?: number }) => (
  <path d={d} fill="#3a2013" opacity={by} />
);
export const Light = ({ d, width = 3, by = 0.5 }: { d: string; width?: number; by?: number }) => (
  <path d={d} fill="none" stroke="#fff" strokeWidth={width} strokeLinecap="round" opacity={by} />
);
export const Line = ({ d, of, width = 2.5 }: { d: string; of: string; width?: number }) => (
  <path d={d} fill="none" stroke={of} strokeWidth={width} strokeLinecap="round" strokeLinejoin="round" />
);
export const Dots = ({
  at,
  r = 1.5,
  of,
}: {
  at: readonly (readonly [number, number])[];
  r?: number;
  of: string;
}) => (
  <g fill={of}>
    {at.map(([x, y]) => (
      <circle key={`${x},${y}`} cx={x} cy={y} r={r} />
    ))}
  </g>
);

/** Rises from whatever is hot, and moves when a card is pointed at. */
export const Steam = ({ x = 44, y = 21 }: { x?: number; y?: number }) => (
  <g fill="none" stroke="currentColor" strokeWidth="2.400" strokeLinecap="round" opacity="0.26">
    {[-10, 0, 10].map((by) => (
      <path key={by} d={`M${x + by} ${y}c-3-4 3-6 0-10`} className="drawing-steam" />
    ))}
  </g>
);

export const Standing = ({ children, wide = 32 }: { children: ReactNode; wide?: number }) => (
  <svg viewBox="0 0 96 96" className="drawing" aria-hidden="true">
    <ellipse cx="48" cy="85" rx={wide} ry="5" fill="currentColor" opacity="0.13" />
    {children}
  </svg>
);

/** A slice of citrus, whole: rind, pith, segments. */
export function Slice({
  x,
  y,
  r,
  rind,
  flesh,
}: {
  x: number;
  y: number;
  r: number;
  rind: string;
  flesh: string;
}) {
  const spokes = [0, 60, 120].map((turn) => {
    const [dx, dy] = [
      Math.cos((turn * Math.PI) / 180) * r * 0.78,
      Math.sin((turn * Math.PI) / 180) * r * 0.78,
    ];
    return `M${(x - dx).toFixed(1)} ${(y - dy).toFixed(1)}L${(x + dx).toFixed(1)} ${(y + dy).toFixed(1)}`;
  });
  return (
    <>
      <circle cx={x} cy={y} r={r} fill={rind} />
      <circle cx={x} cy={y} r={r * 0.84} fill="#fff5dd" />
      <circle cx={x} cy={y} r={r * 0.74} fill={flesh} />
      <Line d={spokes.join("")} of="#fff5dd" width={1.4} />
    </>
  );
}

export const Leaf = ({
  x,
  y,
  turn = 0,
  of = "#6f9a4d",
}: {
  x: number;
  y: number;
  turn?: number;
  of?: string;
}) => (
  <g transform={`translate(${x} ${y}) rotate(${turn})`}>
    <path d="M0 0c2-6 8-8 13-6-1 6-7 9-13 6z" fill={of} />
    <path d="M1 0c4-1 7-3 10-5" fill="none" stroke="#fff" strokeWidth="0.900" opacity="0.5" />
  </g>
);

export const Daisy = ({ x, y }: { x: number; y: number }) => (
  <g transform={`translate(${x} ${y})`}>
    {[0, 60, 120, 180, 240, 300].map((turn) => (
      <ellipse key={turn} cy="-4" rx="1.900" ry="3.200" fill="#fffdf6" transform={`rotate(${turn})`} />
    ))}
    <circle r="2.200" fill="#eab530" />
  </g>
);

/** Whipped cream, from a wide foot to a curl. */
export const Whip = ({ x, y, of = "#fffaf0" }: { x: number; y: number; of?: string }) => (
  <g transform={`translate(${x} ${y})`}>
    <path
      d="M-19 3c-3-7 3-11 8-11-1-7 6-10 10-9 1-4 5-6 7-4-2 2-1 4 1 5 6 1 7 6 5 9 6 0 9 6 6 10-8 6-29 6-37 0z"
      fill={of}
    />
    <path
      d="M-15 2c8 4 24 4 31-1M-9-6c6 3 14 2 18-1M-1-14c3 1 6 1 8-1"
      fill="none"
      stroke="#d9c3a2"
      strokeWidth="1.500"
      strokeLinecap="round"
    />
  </g>
);
