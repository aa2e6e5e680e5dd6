import type { AccountView } from "@siren/contracts/accounts";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useLocation } from "react-router";
import { PasswordField } from "../../shared/password-field.tsx";
import { useProviderName, useTripTo } from "../../shared/providers.tsx";
import { useSignInText } from "../../shared/sign-in-texts.ts";
import { confirmFault, proofWanted } from "./leaving.ts";
import { useProfileText } from "./profile-texts.ts";

type Props = {
  account: AccountView;
  value: string;
  isMissing: boolean;
  /** Of the last try. */
  error: unknown;
  onChange: (typed: string) => void;
};

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

/** Whether the failure is said by the field itself. */
export const isProofFault = (error: unknown, account: AccountView): boolean =>
  confirmFault(error, account) !== undefined;

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
