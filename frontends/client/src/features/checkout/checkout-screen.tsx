import { ApiProblem } from "@siren/web/failures";
import { useObservable } from "@siren/web/use-observable";
import { useEffect } from "react";
import { guestOwner } from "../../shared/kept-placing.ts";
import { useMember, useServices, useSession } from "../../shared/services.ts";
import "./checkout.css";
import { CheckoutForm } from "./checkout-form.tsx";
import { KeptPanel } from "./kept-panel.tsx";
import { PlacingPanel, StoppedPanel } from "./placing-panel.tsx";

export function CheckoutScreen() {
  const { placement } = useServices();
  const phase = useObservable(placement.state);
  const { kind } = useSession();
  const isStarting = kind === "starting";
  const ownerId = useMember()?.memberId ?? guestOwner;
  useEffect(() => {
    if (!isStarting) placement.open(ownerId);
  }, [placement, ownerId, isStarting]);
  useEffect(() => placement.settle, [placement]);
  useEffect(() => {
    const now = placement.state.get();
    // Whoever was to sign in has.
    if (kind === "member" && now.phase === "refused" && isAboutSignIn(now.error)) placement.settle();
  }, [placement, kind]);

  switch (phase.phase) {
    case "sending":
    case "asking":
    case "placed":
      return <PlacingPanel state={phase} placement={placement} />;
    case "kept":
      return <KeptPanel state={phase} ownerId={ownerId} placement={placement} />;
    case "stopped":
      return <StoppedPanel state={phase} onSettled={placement.settle} />;
    default:
      return <CheckoutForm ownerId={ownerId} refused={phase.phase === "refused" ? phase : undefined} />;
  }
}

const isAboutSignIn = (error: unknown) => error instanceof ApiProblem && error.problem.status === 401;
