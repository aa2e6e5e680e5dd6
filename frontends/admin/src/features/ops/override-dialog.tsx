import { type OpsInstance, opsInstanceDone } from "@siren/contracts/ops";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { FailureNote, Note } from "@siren/web/ui/note";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useServices } from "../../shared/services.ts";
import { shortName } from "./names.ts";
import { useOpsText } from "./ops-texts.ts";
import { useRegistryText } from "./registry-texts.ts";

/** What somebody means to do, until they have said yes. */
export type Meant = { action: "drain" | "restore"; instance: OpsInstance; isLast: boolean };

type OverrideProps = { meant: Meant | null; onClose: () => void };

/** Nothing is taken out of service by one tap. */
export function OverrideDialog({ meant, onClose }: OverrideProps) {
  const say = useRegistryText();
  const fill = { service: meant?.instance.service ?? "", instance: shortName(meant?.instance.id ?? "") };
  const title = meant === null ? "" : say(meant.action === "drain" ? "drainTitle" : "restoreTitle", fill);
  return (
    <Dialog open={meant !== null} title={title} onClose={onClose}>
      {meant ? <Question meant={meant} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Question({ meant: { action, instance, isLast }, onClose }: { meant: Meant; onClose: () => void }) {
  const say = useRegistryText();
  const sayOps = useOpsText();
  const { api } = useServices();
  const client = useQueryClient();
  const done = useMutation({
    mutationFn: () => {
      const path = `/ops/instances/${encodeURIComponent(instance.id)}/${action}`;
      return api({ method: "POST", path, answer: opsInstanceDone });
    },
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["ops"] }),
  });
  return (
    <div className="stack">
      <p>{say(action === "drain" ? "drainLead" : "restoreLead")}</p>
      {action === "drain" && isLast ? (
        <Note tone="bad">
          <p>{say("drainLast", { service: instance.service })}</p>
        </Note>
      ) : null}
      {done.error ? <FailureNote error={done.error} /> : null}
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {sayOps("cancel")}
        </Button>
        <Button
          look={action === "drain" ? "danger" : "main"}
          busy={done.isPending}
          data-testid="confirm-override"
          onClick={() => done.mutate()}
        >
          {say(action)}
        </Button>
      </div>
    </div>
  );
}
