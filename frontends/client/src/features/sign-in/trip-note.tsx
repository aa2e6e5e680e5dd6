import { Note } from "@siren/web/ui/note";
import { type SignInTextKey, signInTexts, useSignInText } from "../../shared/sign-in-texts.ts";

/** Why somebody came back from a provider without being signed in, with the code for support. */
export function TripNote({ code }: { code: string | null }) {
  const say = useSignInText();
  const key = `trip_${code}`;
  return (
    <Note tone="bad">
      <p>{say(Object.hasOwn(signInTexts, key) ? (key as SignInTextKey) : "tripFailed")}</p>
      {code ? <small>{code}</small> : null}
    </Note>
  );
}
