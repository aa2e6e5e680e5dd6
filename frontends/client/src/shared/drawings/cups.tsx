import { onTop } from "./on-top.tsx";
import { Light, Line, Shade, Steam, Whip } from "./strokes.tsx";

export type Hot = {
  cup: "mug" | "demitasse" | "bowl" | "tea-glass" | "saucer";
  /** Glaze, or what shines through where it is of glass. */
  glaze: string;
  drink: string;
  top?: string;
};

export function HotDrink({ cup, glaze, drink, top }: Hot) {
  const Cup = { mug: Mug, demitasse: Demitasse, bowl: Bowl, "tea-glass": TeaGlass, saucer: Saucer }[cup];
  return (
    <>
      {top === "choc-whip" || top === "panna" || top === "cocoa-dome" || top === "vanilla-heart" ? null : (
        <Steam />
      )}
      <Cup glaze={glaze} drink={drink} top={top} />
    </>
  );
}

type CupProps = { glaze: string; drink: string; top: string | undefined };

/** The opening that is looked into from above. */
const Opening = ({ drink, rim }: { drink: string; rim: string }) => (
  <>
    <ellipse cx="44" cy="38" rx="28" ry="12.500" fill={rim} />
    <ellipse cx="44" cy="37" rx="26" ry="11" fill="#3a2013" opacity="0.16" />
    <ellipse cx="44" cy="38.500" rx="24.500" ry="10.200" fill={drink} />
  </>
);

function Mug({ glaze, drink, top }: CupProps) {
  return (
    <>
      <path d="M69 46h5a10.500 10.500 0 0 1 0 21h-7" fill="none" stroke={glaze} strokeWidth="6.500" />
      <Shade d="M69 64.500h5a8 8 0 0 0 7-5 10.500 10.500 0 0 1-7 10.700h-7z" by={0.14} />
      <path d="M16 38h56v20c0 16-9 26-21 26H37c-12 0-21-10-21-26z" fill={glaze} />
      <Shade d="M57 44c9-1 15-3 15-6v20c0 16-9 26-21 26h-8c11-3 15-18 14-40z" />
      <Light d="M23 54c0 9 3 16 8 21" by={0.45} />
      <Opening drink={drink} rim={glaze} />
      {top ? onTop[top] : null}
    </>
  );
}

function Saucer({ glaze, drink, top }: CupProps) {
  return (
    <>
      <ellipse cx="46" cy="80" rx="38" ry="6.500" fill={glaze} />
      <ellipse cx="46" cy="79" rx="27" ry="3.600" fill="#3a2013" opacity="0.13" />
      <path d="M70 45c12-4 16 12-2 15" fill="none" stroke={glaze} strokeWidth="4.500" />
      <path d="M16 38h56c0 24-12 42-28 42S16 62 16 38z" fill={glaze} />
      <Shade d="M58 44c8-1 14-3 14-6 0 24-12 42-28 42h-3c12-4 18-18 17-36z" />
      <Line d="M18 50c8 7 44 7 52 0" of="#4a74a8" width={2.2} />
      <Opening drink={drink} rim={glaze} />
      {top ? onTop[top] : null}
    </>
  );
}

/** Small, and so unlike all others at a glance. */
function Demitasse({ glaze, drink, top }: CupProps) {
  return (
    <>
      <ellipse cx="48" cy="79" rx="35" ry="7.500" fill={glaze} />
      <ellipse cx="48" cy="77.500" rx="25" ry="4.400" fill="#3a2013" opacity="0.14" />
      <path d="M63 55h4a7 7 0 0 1 0 14h-6" fill="none" stroke={glaze} strokeWidth="4.500" />
      <path d="M28 49h38c0 16-6 29-14 29H42c-8 0-14-13-14-29z" fill={glaze} />
      <Shade d="M56 52c6 0 10-1 10-3 0 16-6 29-14 29h-4c6-3 9-13 8-26z" />
      <ellipse cx="47" cy="49" rx="19" ry="7.500" fill={glaze} />
      <ellipse cx="47" cy="49.500" rx="16" ry="5.600" fill={drink} />
      {top === "panna" ? (
        <g transform="translate(10 14) scale(.84)">
          <Whip x={44} y={40} />
        </g>
      ) : (
        <ellipse
          cx="47"
          cy="49.500"
          rx="13.500"
          ry="4.300"
          fill="none"
          stroke="#c08a54"
          strokeWidth="2.600"
        />
      )}
      <Light d="M33 58c1 6 3 11 6 14" width={2.4} by={0.5} />
    </>
  );
}

/** As tea is drunk from with both hands: without a handle. */
function Bowl({ glaze, drink, top }: CupProps) {
  return (
    <g transform="translate(4)">
      <path d="M16 38h56c0 26-10 40-18 42v4H34v-4c-8-2-18-16-18-42z" fill={glaze} />
      <Shade d="M58 44c8-1 14-3 14-6 0 26-10 40-18 42v4H44c10-6 15-22 14-40z" />
      <Light d="M23 54c2 9 5 15 9 20" by={0.4} />
      <Opening drink={drink} rim={glaze} />
      {top ? onTop[top] : null}
    </g>
  );
}

/** Of glass, because the colour is what the tea is known by. */
function TeaGlass({ drink, top }: CupProps) {
  return (
    <>
      <path d="M70 47h4a9 9 0 0 1 0 19h-7" fill="none" stroke="#d9cfc2" strokeWidth="4.500" />
      <path d="M16 38h56l-4 34a13 13 0 0 1-13 12H33a13 13 0 0 1-13-12z" fill="#fff" opacity="0.55" />
      <path d="M19 42h50l-3.500 28a11 11 0 0 1-11 10H33.500a11 11 0 0 1-11-10z" fill={drink} />
      <Shade d="M58 44h11l-3.500 26a11 11 0 0 1-11 10H46c9-6 13-20 12-36z" by={0.1} />
      <Light d="m25 50 2.500 20" by={0.6} />
      <ellipse cx="44" cy="38.500" rx="27" ry="11.500" fill="#fff" opacity="0.65" />
      <ellipse cx="44" cy="39" rx="24.500" ry="9.800" fill={drink} />
      <ellipse cx="44" cy="39" rx="24.500" ry="9.800" fill="#fff" opacity="0.2" />
      <ellipse cx="44" cy="38" rx="28" ry="12.300" fill="none" stroke="#cdbfae" strokeWidth="1.600" />
      {top ? onTop[top] : null}
    </>
  );
}
