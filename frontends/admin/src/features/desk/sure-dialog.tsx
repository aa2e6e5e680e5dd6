import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useDeskText } from "./desk-texts.ts";

type Props = {
  open: boolean;
  title: string;
  lead: string;
  yes: string;
  testId: string;
  /** What cannot be taken back by the same screen. */
  isHarsh?: boolean;
  onClose: () => void;
  onSure: () => void;
};

/** Asks once more before what would be missed. */
export function SureDialog({ open, title, lead, yes, testId, isHarsh = false, onClose, onSure }: Props) {
  const say = useDeskText();
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <p>{lead}</p>
      <div className="ui-dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {say("cancel")}
        </Button>
        <Button
          {...(isHarsh && { look: "danger" as const })}
          data-testid={testId}
          onClick={() => {
            onClose();
            onSure();
          }}
        >
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}
