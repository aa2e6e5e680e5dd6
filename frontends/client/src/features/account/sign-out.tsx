import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { useAccountText } from "./account-texts.ts";

export function SignOut() {
  const say = useAccountText();
  const { session } = useServices();
  const leave = useMutation({ mutationFn: (everywhere: boolean) => session.logout({ everywhere }) });
  return (
    <section className="stack" aria-label={say("signOut")}>
      {leave.error ? (
        <FailureNote error={leave.error}>
          <p>{say("signOutFailed")}</p>
        </FailureNote>
      ) : null}
      <Button
        look="quiet"
        wide
        busy={leave.isPending && !leave.variables}
        disabled={leave.isPending}
        data-testid="logout"
        onClick={() => leave.mutate(false)}
      >
        {say("signOut")}
      </Button>
      <Button
        look="danger"
        wide
        busy={leave.isPending && leave.variables}
        disabled={leave.isPending}
        data-testid="logout-everywhere"
        onClick={() => leave.mutate(true)}
      >
        {say("signOutEverywhere")}
      </Button>
      <p className="soft small centred">{say("signOutText")}</p>
    </section>
  );
}
