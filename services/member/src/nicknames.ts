import { Refusal } from "@siren/contracts/refusal";
import { refusedAlone, refusedAnywhere } from "./nickname-words.ts";

const lookalikes: Record<string, string> = {
  ...{ "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", $: "s", "!": "i", "|": "i" },
};

/** As it is heard: one form of each letter, no case, no accents, nothing between the letters. */
function heardAs(nickname: string): { whole: string; words: string[] } {
  const plain = nickname
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFKC")
    .toLowerCase();
  const words = plain.split(/[^\p{L}\p{N}@$!|]+/u).filter((word) => word !== "");
  const alike = (word: string) => [...word].map((letter) => lookalikes[letter] ?? letter).join("");
  return { whole: alike(words.join("")), words: [...words, words.join("")].flatMap((w) => [w, alike(w)]) };
}

const anywhere = refusedAnywhere.map((word) => heardAs(word).whole);
const alone = new Set(refusedAlone.flatMap((word) => heardAs(word).words));

export function isRefusedNickname(nickname: string): boolean {
  const { whole, words } = heardAs(nickname);
  // "fuuuck" is heard as "fuck".
  const short = whole.replace(/(.)\1+/gu, "$1");
  if (anywhere.some((word) => whole.includes(word) || short.includes(word))) return true;
  return words.some((word) => alone.has(word));
}

/** The form of a name is the contract's business; this is what it says. */
export function refuseBadNickname(nickname: string): void {
  if (isRefusedNickname(nickname)) throw new Refusal("NICKNAME_REFUSED", "Please choose another name");
}
