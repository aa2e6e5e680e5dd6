import { ApiProblem } from "@siren/web/failures";
import { useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { isUnsent, type Said } from "./kept-queue.ts";
import { refusalWords } from "./refusal-words.ts";
import { useBoardText } from "./texts.ts";

type Props<T extends Said> = {
  said: readonly T[];
  /** Of what there is more than one, which of them. */
  nameOf?: (said: T) => string | undefined;
  onDismiss: (said: T) => void;
};

/** What became of what was said, beside what it is about: that it is on its way in a line, each refusal with its code. */
export function SaidLines<T extends Said>({ said, nameOf, onDismiss }: Props<T>) {
  const say = useBoardText();
  const language = useLanguage();
  return (
    <>
      {said.some(isUnsent) ? (
        <p className="tapped" data-testid="unsent">
          {say("waiting")}
        </p>
      ) : null}
      {said.map((each) => {
        if (each.phase !== "refused" || !each.problem) return null;
        const { text, code } = refusalWords(new ApiProblem(each.problem), language);
        const name = nameOf?.(each);
        return (
          <div key={each.key} className="tapped" data-bad role="alert" data-testid="refusal" data-code={code}>
            <p>
              {name ? `${name}: ` : ""}
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
