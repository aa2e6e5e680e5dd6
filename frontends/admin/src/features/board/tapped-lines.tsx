import { ApiProblem } from "@siren/web/failures";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { refusalWords } from "./refusal-words.ts";
import type { Tapped, Taps } from "./taps.ts";
import { useBoardText } from "./texts.ts";

type Props = { tapped: readonly Tapped[]; onDismiss: Taps["dismiss"] };

/** What became of the taps on a ticket, beside it: those on their way in a line, each refusal with its code. */
export function TappedLines({ tapped, onDismiss }: Props) {
  const say = useBoardText();
  const language = useLanguage();
  const isWaiting = tapped.some(({ phase, isTried }) => phase === "waiting" && isTried);
  return (
    <>
      {isWaiting ? (
        <p className="tapped" data-testid="unsent">
          {say("waiting")}
        </p>
      ) : null}
      {tapped.map((each) => {
        if (each.phase !== "refused" || !each.problem) return null;
        const { text, code } = refusalWords(new ApiProblem(each.problem), language);
        const cup = each.about.cup ? `${localised(each.about.cup, language)}: ` : "";
        return (
          <div key={each.key} className="tapped" data-bad role="alert" data-testid="refusal" data-code={code}>
            <p>
              {cup}
              {text} <small>{code}</small>
            </p>
            <Button look="bare" onClick={() => onDismiss(each)}>
              {say("close")}
            </Button>
          </div>
        );
      })}
    </>
  );
}
