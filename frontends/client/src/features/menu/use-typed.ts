import { useState } from "react";
import { useLocation } from "react-router";

const typedAt = new Map<string, string>();

/** What is searched for, which who goes back from a drink finds as it was; another visit of the screen begins anew. */
export function useTyped(): [string, (typed: string) => void] {
  const { key } = useLocation();
  const [typed, setTyped] = useState(() => typedAt.get(key) ?? "");
  return [
    typed,
    (next) => {
      typedAt.set(key, next);
      setTyped(next);
    },
  ];
}
