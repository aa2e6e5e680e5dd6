import * as z from "zod/mini";

export const nicknameLetters = 12;
/** A letter may be made of several code points, but not of a heap of them. */
const mostUnits = 64;

// Control and format characters, unassigned and private ones, half a pair, line ends; the joiner is looked at below.
const hidden = /[\p{Cc}\p{Co}\p{Cs}\p{Zl}\p{Zp}]|(?!\u200d)\p{Cf}/u;
// Letters by name that show nothing: the fillers of Hangul, the blank of Braille.
const blank = /[\u115f\u1160\u3164\uffa0\u2800]/;
/** A joiner belongs between two pictures (a family, a flag) and nowhere else. */
const strayJoiner =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f)\u200d|\u200d(?!\p{Extended_Pictographic})/u;
const heapOfMarks = /\p{M}{4}/u;

// Made when somebody is first named: a page that only shows a menu does not wait for its tables.
let segmenter: Intl.Segmenter | undefined;
const lettersOf = (nickname: string) => {
  segmenter ??= new Intl.Segmenter("ko", { granularity: "grapheme" });
  return [...segmenter.segment(nickname)];
};

/** Why this cannot be called at a counter; undefined where it can. */
export function nicknameFault(nickname: string): "empty" | "too-long" | "hidden-characters" | undefined {
  if (!/[\p{L}\p{N}\p{S}\p{P}]/u.test(nickname)) return "empty";
  if (nickname.length > mostUnits) return "too-long";
  const isHidden = [hidden, blank, strayJoiner, heapOfMarks].some((form) => form.test(nickname));
  if (isHidden) return "hidden-characters";
  return lettersOf(nickname).length > nicknameLetters ? "too-long" : undefined;
}

/** What is called at the counter: so many letters as people count them, none of them invisible. */
export const nickname = z.string().check(
  z.maxLength(4 * mostUnits),
  z.normalize("NFC"),
  z.trim(),
  z.refine((given) => nicknameFault(given) === undefined),
);
