import { oidcProviders } from "@siren/contracts/accounts";
import { apiBase } from "@siren/web/api-base";
import { Button } from "@siren/web/ui/button";
import { FailureNote } from "@siren/web/ui/note";
import { useMutation, useQuery } from "@tanstack/react-query";
import { setOut } from "./provider-trip.ts";
import { useServices } from "./services.ts";
import { type SignInTextKey, signInTexts, useSignInText } from "./sign-in-texts.ts";

const asked = { method: "GET", path: "/member/oidc", answer: oidcProviders, isAnonymous: true } as const;

/** The other ways in that are set up here; none while that is not known. */
export function useProviders(): readonly string[] {
  const { api } = useServices();
  const { data } = useQuery({
    queryKey: ["providers"],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => (await api({ ...asked, signal })).body.providers,
  });
  return data ?? [];
}

export function useProviderName() {
  const say = useSignInText();
  return (provider: string) => {
    const key = `name_${provider}`;
    return Object.hasOwn(signInTexts, key) ? say(key as SignInTextKey) : provider;
  };
}

/** Leaves the page, so member is asked first whether it is there: its refusal would be shown as it is. */
export function useTripTo(next: string) {
  const { api } = useServices();
  return useMutation({
    mutationFn: async (provider: string) => {
      await api(asked);
      setOut(next);
      location.assign(`${apiBase}/member/oidc/${encodeURIComponent(provider)}`);
    },
  });
}

/** Last on the screen: they come late, and nothing may move for them. */
export function ProviderButtons({ next }: { next: string }) {
  const say = useSignInText();
  const nameOf = useProviderName();
  const providers = useProviders();
  const trip = useTripTo(next);
  if (providers.length === 0) return null;
  return (
    <section className="stack" aria-label={say("or")}>
      <p className="or-line soft small" aria-hidden="true">
        <span>{say("or")}</span>
      </p>
      {trip.error ? <FailureNote error={trip.error} /> : null}
      {providers.map((provider) => (
        <Button
          key={provider}
          look="quiet"
          wide
          busy={trip.isPending && trip.variables === provider}
          disabled={trip.isPending}
          data-testid={`by-${provider}`}
          onClick={() => trip.mutate(provider)}
        >
          {provider === "kakao" || provider === "google"
            ? say(`by_${provider}`)
            : say("byOther", { name: nameOf(provider) })}
        </Button>
      ))}
    </section>
  );
}
