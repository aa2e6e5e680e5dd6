import { useEffect, useState } from "react";
import { useSay } from "../i18n.ts";
import { leftWords, waitingWords } from "../waiting-words.ts";

/** How long is left of what the server asked for. A reader hears it once: the seconds are for the eye. */
export function Waiting({ ms }: { ms: number }) {
  const say = useSay(waitingWords);
  const [until] = useState(() => Date.now() + ms);
  const [leftMs, setLeft] = useState(ms);
  useEffect(() => {
    const timer = setInterval(() => {
      const left = until - Date.now();
      setLeft(left);
      if (left <= 0) clearInterval(timer);
    }, 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return <p role="timer">{leftWords(leftMs, say)}</p>;
}
