import "./tablet.css";
import { Button } from "@siren/web/ui/button";
import { useNow } from "@siren/web/use-now";
import { useState } from "react";
import { useServices, useSession } from "../../shared/services.ts";
import { StepUpDialog } from "./step-up-dialog.tsx";
import { useTabletText } from "./texts.ts";

/** Whose turn it is at a tablet that many share, and for how long. */
export function StepUp({ storeId }: { storeId: string }) {
  const say = useTabletText();
  const { session } = useServices();
  const state = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const now = useNow();
  const until = state.kind === "member" ? state.until : undefined;
  return (
    <>
      {until === undefined ? null : (
        <>
          <span className="soft" data-testid="stepped-up">
            {say("leftFor", { m: Math.max(0, Math.ceil((until - now) / 60_000)) })}
          </span>
          <Button look="quiet" data-testid="step-down" onClick={() => void session.renew()}>
            {say("stepDown")}
          </Button>
        </>
      )}
      <Button look="quiet" data-testid="step-up" onClick={() => setIsOpen(true)}>
        {say("step")}
      </Button>
      <StepUpDialog storeId={storeId} open={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}
