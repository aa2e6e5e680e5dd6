import { FailureNote, Note } from "@siren/web/ui/note";
import { useObservable } from "@siren/web/use-observable";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { ReadyByPush } from "./push.ts";
import "./push-switch.css";
import { usePushText } from "./push-texts.ts";
import { useServices } from "./services.ts";

/** Whether this browser tells when the order is ready, also while the page is closed. */
export function PushSwitch() {
  const { push } = useServices();
  const [opened, setOpened] = useState<ReadyByPush>();
  useEffect(() => {
    // Without its part of the page there is no switch, and everything else of the order.
    push().then(setOpened, () => {});
  }, [push]);
  return opened ? <OpenSwitch push={opened} /> : null;
}

function OpenSwitch({ push }: { push: ReadyByPush }) {
  const say = usePushText();
  const state = useObservable(push.state);
  const turn = useMutation({
    // It waits for a person and for a push service: neither gets better by being asked again.
    ...{ retry: false, networkMode: "always" as const },
    mutationFn: (on: boolean) => (on ? push.turnOn() : push.turnOff()),
  });
  // Said with each order that is looked at: a guest's holds for one order only.
  useEffect(() => void push.claim(), [push]);
  if (state === "no") return null;
  if (state === "install") return <p className="soft small">{say("pushInstall")}</p>;
  const isOn = state === "on";
  return (
    <section className="panel stack">
      <label className="push-switch">
        <span>
          <strong className="block">{say("pushTitle")}</strong>
          <span className="soft small">{say("pushText")}</span>
        </span>
        <input
          type="checkbox"
          role="switch"
          data-testid="push-switch"
          checked={turn.isPending ? turn.variables : isOn}
          aria-checked={turn.isPending ? turn.variables : isOn}
          aria-busy={turn.isPending || undefined}
          disabled={turn.isPending || state === "blocked"}
          onChange={({ currentTarget }) => turn.mutate(currentTarget.checked)}
        />
      </label>
      {state === "blocked" ? <p className="soft small">{say("pushBlocked")}</p> : null}
      {turn.error ? <PushFailure error={turn.error} /> : null}
    </section>
  );
}

/** The browser's own words for it are not for a customer. */
function PushFailure({ error }: { error: unknown }) {
  const say = usePushText();
  const isBrowsers = error instanceof DOMException;
  return isBrowsers ? <Note tone="warn">{say("pushFailed")}</Note> : <FailureNote error={error} />;
}
