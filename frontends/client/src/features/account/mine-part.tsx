import { dayAndTime, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { Skeleton } from "@siren/web/ui/skeleton";
import type { ReactNode } from "react";
import { useAccountText } from "./account-texts.ts";
import type { Mine } from "./mine.ts";

type Props<T> = {
  mine: Mine<T>;
  /** As high as what will stand there. */
  height: string;
  /** What was so a while ago is worse than nothing: a balance. */
  neverOld?: boolean;
  children: (data: T) => ReactNode;
};

/** One part of what a member has: shown, shown as old with its time, or said to be away; never the whole screen. */
export function MinePart<T>({ mine, height, neverOld, children }: Props<T>) {
  const say = useAccountText();
  const language = useLanguage();
  const { data, asOf, isAway, error, again } = mine;
  if (data !== undefined && (asOf === undefined || !neverOld))
    return (
      <>
        {asOf === undefined ? null : (
          <Note tone="warn">
            <p>{say("asOf", { time: dayAndTime(asOf, language) })}</p>
          </Note>
        )}
        {children(data)}
      </>
    );
  if (isAway) return <Note tone="warn">{say("partAway")}</Note>;
  if (error)
    return (
      <FailureNote error={error}>
        <p>{say("partFailed")}</p>
        <p>
          <Button look="quiet" onClick={again}>
            {say("tryAgain")}
          </Button>
        </p>
      </FailureNote>
    );
  return <Skeleton height={height} />;
}
