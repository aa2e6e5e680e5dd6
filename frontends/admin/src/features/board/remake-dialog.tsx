import { remakeReasons, type UnitView } from "@siren/contracts/barista";
import { localised, useLanguage } from "@siren/web/i18n";
import { Button } from "@siren/web/ui/button";
import { Dialog } from "@siren/web/ui/dialog";
import { useBoardText } from "./texts.ts";

type Props = {
  unit: UnitView | undefined;
  onClose: () => void;
  onRemake: (unit: UnitView, reason: string) => void;
};

/** A cup is made twice for a reason only, which the report counts. */
export function RemakeDialog({ unit, onClose, onRemake }: Props) {
  const say = useBoardText();
  const language = useLanguage();
  const cup = unit ? localised(unit.name, language) : "";
  return (
    <Dialog open={unit !== undefined} title={say("remakeTitle", { cup })} onClose={onClose}>
      <div className="reasons">
        {remakeReasons.map((reason) => (
          <Button
            key={reason}
            look="quiet"
            wide
            data-testid={`remake-${reason}`}
            onClick={() => {
              if (unit) onRemake(unit, reason);
              onClose();
            }}
          >
            {say(`remake${reason}`)}
          </Button>
        ))}
        <Button look="bare" wide onClick={onClose}>
          {say("cancel")}
        </Button>
      </div>
    </Dialog>
  );
}
