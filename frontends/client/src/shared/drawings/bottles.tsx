import type { ReactNode } from "react";
import { Dots, Leaf, Light, Line, Shade, Slice } from "./strokes.tsx";

const slim = "M40 24c0 6-9 9-9 20v34a6 6 0 0 0 6 6h22a6 6 0 0 0 6-6V44c0-11-9-14-9-20z";
const round = "M39 24c0 8-13 10-13 24v30a6 6 0 0 0 6 6h32a6 6 0 0 0 6-6V48c0-14-13-16-13-24z";
const flask = "M41 24v10c0 4-15 6-15 16v28a6 6 0 0 0 6 6h32a6 6 0 0 0 6-6V50c0-10-15-12-15-16V24z";

const Bottle = ({
  shape,
  of,
  cap,
  children,
}: {
  shape: string;
  of: string;
  cap: string;
  children: ReactNode;
}) => (
  <>
    <rect x="38" y="12" width="20" height="10" rx="3" fill={cap} />
    <rect x="40" y="20" width="16" height="6" fill={of} />
    <path d={shape} fill={of} />
    {children}
    <Shade d="M58 34c8 5 7 12 7 20v30h-8c3-14 3-34 1-50z" by={0.1} />
    <Light d="M36 48v28" by={0.5} />
  </>
);

const Label = ({ of, children }: { of: string; children?: ReactNode }) => (
  <>
    <rect x="28" y="51" width="40" height="22" rx="3" fill={of} />
    {children}
  </>
);

export const bottled: Record<string, ReactNode> = {
  "still-water": (
    <Bottle shape={slim} of="#bcdcec" cap="#4f93ba">
      <path d="M31 50h34v16H31z" fill="#f6fbfd" />
      <Line d="M35 59c4-5 8 3 13 0s8-4 13 0" of="#4f93ba" width={2.6} />
      <Line d="M33 44h30M33 74h30" of="#93c3dc" width={1.6} />
    </Bottle>
  ),
  "sparkling-water": (
    <Bottle shape={slim} of="#6fae8c" cap="#d9c27a">
      <path d="M31 50h34v16H31z" fill="#f4f1e2" />
      <Dots
        at={[
          [41, 60],
          [48, 56],
          [55, 61],
        ]}
        r={2.8}
        of="#6fae8c"
      />
      <Dots
        at={[
          [42, 42],
          [52, 37],
          [56, 45],
          [40, 76],
          [49, 72],
          [57, 78],
          [46, 33],
        ]}
        r={1.6}
        of="#fff"
      />
    </Bottle>
  ),
  "orange-juice": (
    <Bottle shape={round} of="#f29a2e" cap="#fff4e0">
      <Label of="#fff4e0" />
      <Slice x={48} y={62} r={9} rind="#ef8a1c" flesh="#f9b548" />
    </Bottle>
  ),
  "apple-juice": (
    <Bottle shape={round} of="#dcbc45" cap="#a33a34">
      <Label of="#fdf6df" />
      <path d="M48 57c5-4 11-1 10 6-1 6-6 9-10 7-4 2-9-1-10-7-1-7 5-10 10-6z" fill="#c9443c" />
      <Leaf x={48} y={57} turn={-45} />
      <Light d="M42 62c0-2 1-3 2-3" width={1.8} by={0.8} />
    </Bottle>
  ),
  "bottled-cold-brew": (
    <Bottle shape={flask} of="#3d2415" cap="#1f5c4a">
      <Label of="#efe0c8" />
      <ellipse cx="48" cy="62" rx="6" ry="8" fill="#5a3420" transform="rotate(28 48 62)" />
      <Line d="M45 68c4-3 2-8 6-12" of="#efe0c8" width={1.6} />
    </Bottle>
  ),
  bottled: (
    <Bottle shape={round} of="#c9a27c" cap="#7b523a">
      <Label of="#f6ecdd" />
    </Bottle>
  ),
};
