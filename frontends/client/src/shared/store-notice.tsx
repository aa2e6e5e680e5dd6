import type { StoreNow } from "@siren/contracts/barista";
import { Note } from "@siren/web/ui/note";
import { useMoment } from "@siren/web/use-moment";
import { storeWords } from "./store-words.ts";
import { useText } from "./texts.ts";

export function useStoreWords(now: StoreNow | undefined): string | null {
  const say = useText();
  return storeWords(now, say, useMoment());
}

/** How the store stands, above what it sells, with its own words. */
export function StoreNotice({ now }: { now: StoreNow | undefined }) {
  const words = useStoreWords(now);
  if (!now || words === null) return null;
  return (
    <Note tone="warn">
      <p data-testid="store-notice">
        <strong>{words}</strong> {now.note ? <span className="store-note">{now.note}</span> : null}
      </p>
    </Note>
  );
}
