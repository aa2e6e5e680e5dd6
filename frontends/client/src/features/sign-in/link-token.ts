import { linkToken } from "@siren/contracts/accounts";
import { useEffect, useState } from "react";

/** What the link of a message carries behind its `#`, which no server sees; null for what is no token of ours. */
export function tokenIn(hash: string): string | null {
  const read = linkToken.safeParse(new URLSearchParams(hash.slice(1)).get("token"));
  return read.success ? read.data : null;
}

/**
 * The token, which is taken out of the address: whoever has it can do what it is for, so it stays in no history and
 * on no screen that is shown around. Taken out once the screen stands: until then React may begin it anew.
 */
export function useLinkToken(): string | null {
  const [token] = useState(() => tokenIn(location.hash));
  useEffect(() => {
    if (location.hash) history.replaceState(history.state, "", `${location.pathname}${location.search}`);
  }, []);
  return token;
}
