import { type AccountView, oidcStart } from "@siren/contracts/accounts";
import { ApiProblem } from "@siren/web/failures";
import { Button } from "@siren/web/ui/button";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation } from "@tanstack/react-query";
import { useProviderName, useProviders } from "../../shared/providers.tsx";
import { useServices } from "../../shared/services.ts";
import { useMineChanged } from "./mine.ts";
import { useProfileText } from "./profile-texts.ts";

/** Kakao and Google, where they are set up here; and what is linked though it is not any more. */
export function WaysIn({ account }: { account: AccountView }) {
  const word = useProfileText();
  const nameOf = useProviderName();
  const { api } = useServices();
  const { reread } = useMineChanged();
  const offered = useProviders();
  const all = [...new Set([...offered, ...account.providers])];
  const pathOf = (provider: string) => `/member/oidc/${encodeURIComponent(provider)}/link`;
  const link = useMutation({
    mutationFn: async (provider: string) => {
      const { body } = await api({ method: "POST", path: pathOf(provider), answer: oidcStart, body: {} });
      location.assign(body.url);
    },
  });
  const unlink = useMutation({
    mutationFn: (provider: string) => api({ method: "DELETE", path: pathOf(provider), answer: null }),
    onSuccess: () => reread("account"),
  });
  if (all.length === 0) return null;
  const isLastWay = unlink.error instanceof ApiProblem && unlink.error.code === "ILLEGAL_TRANSITION";
  return (
    <section className="panel stack" aria-labelledby="ways">
      <h2 id="ways">{word("ways")}</h2>
      <p className="soft small">{word("waysText")}</p>
      {isLastWay ? <Note tone="warn">{word("lastWay")}</Note> : null}
      {(link.error ?? (isLastWay ? null : unlink.error)) ? (
        <FailureNote error={link.error ?? unlink.error} />
      ) : null}
      <ul className="stack-tight">
        {all.map((provider) => {
          const isLinked = account.providers.includes(provider);
          const act = isLinked ? unlink : link;
          return (
            <li key={provider} className="row spread">
              <span>
                {nameOf(provider)}{" "}
                {isLinked ? (
                  <span className="pill" data-open="true">
                    {word("isLinked")}
                  </span>
                ) : null}
              </span>
              <Button
                look="quiet"
                busy={act.isPending && act.variables === provider}
                onClick={() => act.mutate(provider)}
              >
                {word(isLinked ? "unlink" : "link", { name: nameOf(provider) })}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
