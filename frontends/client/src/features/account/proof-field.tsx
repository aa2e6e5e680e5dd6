import type { AccountView } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useState } from "react";
import { useLocation } from "react-router";
import { PasswordField } from "../../shared/password-field.tsx";
import { useProviderName, useTripTo } from "../../shared/providers.tsx";
import { useSignInText } from "../../shared/sign-in-texts.ts";
import { confirmFault, proofWanted } from "./leaving.ts";
import { useProfileText } from "./profile-texts.ts";

type Try = { error: unknown; reset: () => void };

/** What a form has to show that wants it: `lastTry` is what became of it when it was sent. */
export function useProof(account: AccountView, lastTry: Try) {
  const [current, setCurrent] = useState("");
  const [isMissing, setMissing] = useState(false);
  const isLacking = account.hasPassword && current === "";
  return {
    /** Goes along with what is sent. */
    body: account.hasPassword ? { current } : {},
    /** The form is sent: false, and said beside the field, where the proof lacks. */
    check(): boolean {
      setMissing(isLacking);
      return !isLacking;
    },
    /** What the field does not say by itself. */
    otherError: confirmFault(lastTry.error, account) === undefined ? lastTry.error : null,
    field: {
      ...{ account, value: current, isMissing, error: lastTry.error },
      onChange(typed: string): void {
        setCurrent(typed);
        setMissing(false);
        lastTry.reset();
      },
    },
  };
}

type Props = ReturnType<typeof useProof>["field"];

/** The password of now; who has none is asked to have signed in by their provider a moment ago. */
export function ProofField({ account, value, isMissing, error, onChange }: Props) {
  const word = useProfileText();
  const fault = confirmFault(error, account);
  if (proofWanted(account) === "fresh sign-in")
    return fault === "sign in anew" ? <SignInAnew providers={account.providers} /> : null;
  const told = isMissing ? "currentMissing" : fault === "wrong password" ? "currentWrong" : undefined;
  return (
    <PasswordField
      label={word("current")}
      name="current-password"
      autoComplete="current-password"
      value={value}
      error={told && word(told)}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

function SignInAnew({ providers }: { providers: readonly string[] }) {
  const word = useProfileText();
  const sign = useSignInText();
  const nameOf = useProviderName();
  const { pathname } = useLocation();
  const trip = useTripTo(pathname);
  return (
    <Note tone="warn">
      <p>{word("anew")}</p>
      {trip.error ? <FailureNote error={trip.error} /> : null}
      <p className="row">
        {providers.map((provider) => (
          <Button
            key={provider}
            look="quiet"
            busy={trip.isPending && trip.variables === provider}
            onClick={() => trip.mutate(provider)}
          >
            {sign("byOther", { name: nameOf(provider) })}
          </Button>
        ))}
      </p>
    </Note>
  );
}
