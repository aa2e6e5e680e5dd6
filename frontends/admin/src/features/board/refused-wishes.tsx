import { ApiProblem } from "@siren/web/failures";
import { clockTime, type Language, localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { useObservable } from "@siren/web/use-observable";
import { refusalWords } from "./refusal-words.ts";
import { type SayBoard, useBoardText } from "./texts.ts";
import type { Wished, Wishes } from "./wishes.ts";

/** What was said of the store and did not count: whoever said it may have closed the dialog long ago. */
export function RefusedWishes({ wishes }: { wishes: Pick<Wishes, "all" | "dismiss"> }) {
  const say = useBoardText();
  const language = useLanguage();
  const refused = [...useObservable(wishes.all).values()].flat().filter(({ phase }) => phase === "refused");
  return (
    <div role="alert">
      {refused.length > 0 ? (
        <section className="flagged" aria-label={say("wishRefused")}>
          <h2>{say("wishRefused")}</h2>
          <ul>
            {refused.map((each) => (
              <li key={each.key} data-testid="refused-wish" data-about={each.wish.about}>
                <p>
                  <strong>{wishWords(each, say, language)}</strong>
                  <span>
                    {each.problem ? refusalWords(new ApiProblem(each.problem), language).text : null}
                  </span>
                  <small>
                    {clockTime(each.at, language)} · {each.problem?.code}
                  </small>
                </p>
                <Button look="quiet" onClick={() => wishes.dismiss(each)}>
                  {say("understood")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}

/** What was wanted, in so many words as its button has. */
export function wishWords({ wish, name }: Pick<Wished, "wish" | "name">, say: SayBoard, language: Language) {
  const of = (words: string) => (name ? `${localised(name, language)}: ${words}` : words);
  switch (wish.about) {
    case "state":
      return `${say("storeState")}: ${say(`state${wish.state}`)}`;
    case "delay":
      return wish.minutes > 0 ? say("delayOn", { n: wish.minutes }) : say("delayEnd");
    case "received":
      return of(say("stockMore", { n: wish.n }));
    case "counted":
      return of(wish.n === null ? say("stockEnd") : say("stockCounted", { n: wish.n }));
    default:
      return of(say(wish.soldOut ? "soldOut" : "offered"));
  }
}
